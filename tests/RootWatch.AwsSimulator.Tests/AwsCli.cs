using System.Diagnostics;
using System.Text.Json;

namespace RootWatch.AwsSimulator.Tests;

internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json
    {
        get
        {
            Assert.True(ExitCode == 0, Error);
            return JsonDocument.Parse(Output).RootElement;
        }
    }
}

/// <summary>The aws command line as Debian packages it: a client that nobody here wrote.</summary>
internal static class AwsCli
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Operations, and a service's protocol, that are younger than Debian's aws; awscli-models describes them, each service's instead of the whole of it.</summary>
    private static readonly string[] Young = ["list-regions", "get-primary-email", "list-organizations-features", "sqs"];

    private static string Program
    {
        get
        {
            var path = Environment.GetEnvironmentVariable("ROOTWATCH_AWSCLI") is { Length: > 0 } named ? named : "/usr/bin/aws";
            Assert.True(File.Exists(path), $"the aws command line is not at {path}: run tests/run.sh, which installs it, or set ROOTWATCH_AWSCLI");
            return path;
        }
    }

    public static async Task<CliResult> RunAsync(Uri endpoint, Keys keys, string region, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])[.. arguments, "--endpoint-url", endpoint.GetLeftPart(UriPartial.Authority), "--region", region, "--output", "json", "--no-cli-pager"])
        {
            start.ArgumentList.Add(argument);
        }

        // Nothing of whoever runs the tests: no profile, no proxy, no instance metadata.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = keys.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = keys.SecretKey,
            ["AWS_SESSION_TOKEN"] = keys.Token,
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_MAX_ATTEMPTS"] = "1",
            ["AWS_DATA_PATH"] = arguments.Intersect(Young).Any() ? Path.Combine(AppContext.BaseDirectory, "awscli-models") : null,
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CliResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
