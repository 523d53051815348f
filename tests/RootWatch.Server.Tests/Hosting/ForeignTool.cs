using System.Diagnostics;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Programs that nobody here wrote.</summary>
internal static class ForeignTool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static string Buf { get; } = Find("ROOTWATCH_BUF", "buf");

    public static string Prometheus { get; } = Find("ROOTWATCH_PROMETHEUS", "prometheus");

    public static string Promtool { get; } = Find("ROOTWATCH_PROMTOOL", "promtool");

    /// <summary>Runs it to its end; exit code and everything it wrote.</summary>
    public static async Task<(int Code, string Output)> Run(string tool, string input, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource end = new(Limit);
        await process.WaitForExitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool isLate = !process.HasExited;
        if (isLate)
        {
            process.Kill(entireProcessTree: true);
        }

        string told = await output + await error;
        Assert.False(isLate, $"{tool} {string.Join(' ', arguments)} did not end within {Limit}:\n{told}");
        return (process.ExitCode, told);
    }

    private static string Find(string variable, string name)
    {
        string[] candidates = [Environment.GetEnvironmentVariable(variable) ?? "",
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name))];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{name} is neither named by {variable} nor on the PATH: run bash tests/run.sh, which installs it");
    }
}
