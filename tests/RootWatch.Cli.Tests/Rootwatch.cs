using System.Diagnostics;
using System.Text;

namespace RootWatch.Cli.Tests;

/// <summary>What a run of the program said, and how it ended.</summary>
internal sealed record Run(int ExitCode, string Out, string Error)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The count behind a name in the totals.</summary>
    public long Total(string name) => long.Parse(
        ErrorLines.Single(line => line.StartsWith(name.PadRight(13) + " ", StringComparison.Ordinal))[14..].Split(' ')[0],
        System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The built program as a process of its own.</summary>
internal sealed class Rootwatch : IDisposable
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly StringBuilder _taken = new();

    private Rootwatch(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>
    /// As it is built for users, not the copy beside the tests: that one lacks what the tests take from ASP.NET instead.
    /// </summary>
    public static string Executable { get; } = Path.Combine(
        Repository.Root, "src/RootWatch.Cli/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/rootwatch");

    public static Rootwatch Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        Start(Executable, environment, arguments);

    public static Rootwatch Start(string program, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Settings of whoever runs the tests must not leak into the program.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ROOTWATCH", StringComparison.Ordinal) || name is "NO_COLOR").ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new Rootwatch(Process.Start(start)!);
    }

    public static Task<Run> RunAsync(params string[] arguments) => RunAsync(null, null, arguments);

    public static async Task<Run> RunAsync(byte[]? input, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        using var program = Start(environment, arguments);
        if (input is not null)
        {
            await program._process.StandardInput.BaseStream.WriteAsync(input);
        }

        program._process.StandardInput.Close();
        return await program.EndAsync();
    }

    /// <summary>The next line of stdout; null at its end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeMax);
        _taken.Append(line).Append('\n');
        return line;
    }

    /// <summary>Waits for the end; kills the program if it does not come.</summary>
    public async Task<Run> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeMax);
        try
        {
            var rest = await _process.StandardOutput.ReadToEndAsync(limit.Token);
            await _process.WaitForExitAsync(limit.Token);
            return new Run(_process.ExitCode, _taken + rest, await _error);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"rootwatch did not end in {TimeMax}; stderr: {await _error}");
        }
    }

    /// <summary>To its stdin.</summary>
    public async Task WriteAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ctrl-C.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
