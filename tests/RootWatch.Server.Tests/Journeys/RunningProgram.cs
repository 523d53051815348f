using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>A program, mostly one of ours, as a process of its own, which can be killed as a machine would.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string _name;

    private RunningProgram(string name, Process process)
    {
        _name = name;
        _process = process;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it has written so far, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the program built beside the tests, such as <c>RootWatch.Server</c>.</summary>
    public static RunningProgram Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Start(assembly, "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments], environment);

    /// <summary>Starts a program that nobody here wrote.</summary>
    public static RunningProgram StartForeign(string path, IEnumerable<string> arguments) => Start(Path.GetFileName(path), path, arguments, environment: null);

    private static RunningProgram Start(string name, string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };

        // Settings of whoever runs the tests must not leak into the program under test.
        foreach (string setting in start.Environment.Keys.Where(setting =>
            setting.StartsWith("AWS_", StringComparison.Ordinal) || setting.StartsWith("ROOTWATCH__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        foreach ((string setting, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[setting] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        RunningProgram program = new(name, process);
        process.OutputDataReceived += (_, line) => program.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => program.Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return program;
    }

    /// <summary>
    /// A port of the loopback that was free just now, below those that the system gives to outgoing connections: one of
    /// them could have it before the program does.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }

    /// <summary>Waits until the condition holds; fails with the program's output if it ends before, or if time runs out.</summary>
    public async Task Until(string what, TimeSpan limit, Func<Task<bool>> condition)
    {
        bool held = await Eventually.Holds(limit, async () =>
        {
            Assert.False(_process.HasExited, $"{_name} ended while waiting until {what}:\n{Output}");
            return await condition();
        });
        Assert.True(held, $"{_name}: not within {limit}: {what}\n{Output}");
    }

    /// <summary>Waits until a server answers <c>/readyz</c> with 200; its certificate is not what is asked about.</summary>
    public async Task UntilReady(string scheme, int httpPort, TimeSpan limit)
    {
        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using HttpClient http = new(handler) { Timeout = TimeSpan.FromSeconds(5) };
        await Until("/readyz answers 200", limit, async () =>
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri($"{scheme}://127.0.0.1:{httpPort}/readyz"));
                return answer.IsSuccessStatusCode;
            }
            catch (Exception trouble) when (trouble is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        });
    }

    /// <summary>SIGKILL, of whatever it started, too: no goodbye, nothing flushed.</summary>
    public async Task Kill()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager does it; returns the exit code.</summary>
    public async Task<int> Terminate(TimeSpan limit)
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        return await WaitForExit(limit);
    }

    /// <summary>Waits for its own end; returns the exit code.</summary>
    public async Task<int> WaitForExit(TimeSpan limit)
    {
        using CancellationTokenSource end = new(limit);
        try
        {
            await _process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{_name} still runs after {limit}:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
