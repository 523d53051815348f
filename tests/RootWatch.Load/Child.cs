using System.Diagnostics;
using System.Globalization;

namespace RootWatch.Load;

/// <summary>One of the processes that are measured against each other: it can be held, so that they run by turns.</summary>
internal sealed class Child : IAsyncDisposable
{
    /// <summary>In which Linux counts the time of processes, on every machine.</summary>
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private Task _hushed = Task.CompletedTask;

    public Child(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("ROOTWATCH__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>User and system time so far, in seconds, as the kernel counts it.</summary>
    public double CpuSeconds
    {
        get
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat"));
            // The name, in parentheses, may hold blanks.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>The next line that it prints; null at its end.</summary>
    public Task<string?> TryLine() => _process.StandardOutput.ReadLineAsync();

    public async Task<string> Line() => await TryLine() ?? throw new InvalidOperationException($"{_process.ProcessName} ended before it was ready");

    /// <summary>Reads and drops what it prints from here on.</summary>
    public void Hush() => _hushed = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    public void Hold() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _hushed;

        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"process {_process.Id} takes no signal; has it ended?");
        }
    }
}
