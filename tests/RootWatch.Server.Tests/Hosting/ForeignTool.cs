using System.Diagnostics;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Programs that nobody here wrote.</summary>
internal static class ForeignTool
{
    public static string Buf { get; } = Find("ROOTWATCH_BUF", "buf");

    public static string Prometheus { get; } = Find("ROOTWATCH_PROMETHEUS", "prometheus");

    public static string Promtool { get; } = Find("ROOTWATCH_PROMTOOL", "promtool");

    /// <summary>Runs it to its end; exit code and everything it wrote.</summary>
    public static async Task<(int Code, string Output)> Run(string tool, string input, params string[] arguments)
    {
        (int? code, string output) = await RunAtMost(TimeSpan.FromMinutes(1), tool, input, arguments);
        Assert.True(code is not null, $"{tool} {string.Join(' ', arguments)} did not end within a minute:\n{output}");
        return (code.Value, output);
    }

    /// <summary>Runs it until it ends or its time is up, which a stream needs; no exit code then.</summary>
    public static async Task<(int? Code, string Output)> RunAtMost(TimeSpan limit, string tool, string input, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource end = new(limit);
        await process.WaitForExitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int? code = process.HasExited ? process.ExitCode : null;
        if (code is null)
        {
            process.Kill(entireProcessTree: true);
        }

        return (code, await output + await error);
    }

    private static string Find(string variable, string name)
    {
        string[] candidates = [Environment.GetEnvironmentVariable(variable) ?? "",
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name))];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{name} is neither named by {variable} nor on the PATH: run bash tests/run.sh, which installs it");
    }
}
