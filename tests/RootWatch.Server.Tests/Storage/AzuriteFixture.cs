using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Storage;

/// <summary>
/// Azure Storage's emulator, as a process of the tests' own. Stop and start it again on the same data to play an outage.
/// As a class fixture (<c>IClassFixture&lt;AzuriteFixture&gt;</c>) it serves the tests of one class.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    // The emulator's account and key are the same everywhere, and published.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    public int BlobPort { get; } = RunningProgram.FreePort();

    public int TablePort { get; } = RunningProgram.FreePort();

    private int QueuePort { get; } = RunningProgram.FreePort();

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint=http://127.0.0.1:{BlobPort}/{Account};TableEndpoint=http://127.0.0.1:{TablePort}/{Account};";

    /// <summary>What a server needs in its environment to keep its state here.</summary>
    /// <param name="table">Of the silos' membership. Null: named as the container.</param>
    public Dictionary<string, string> Environment(string container, string? table = null) => new()
    {
        ["ROOTWATCH__AZURE__CONNECTIONSTRING"] = ConnectionString,
        ["ROOTWATCH__AZURE__CONTAINERNAME"] = container,
        ["ROOTWATCH__AZURE__TABLENAME"] = table ?? container,
    };

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("Azurite runs already");
        }

        ProcessStartInfo start = new(Executable())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["NODE_OPTIONS"] = $"--require \"{Path.Combine(Repository.Root, "tests", "tools", "azurite-aborted-writes.cjs")}\"";
        // skipApiVersionCheck: the client library speaks a newer version of the service than Azurite knows by name.
        foreach (string argument in new[]
        {
            "--location", _directory.Path, "--skipApiVersionCheck", "--silent", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", Text(BlobPort),
            "--queueHost", "127.0.0.1", "--queuePort", Text(QueuePort),
            "--tableHost", "127.0.0.1", "--tablePort", Text(TablePort),
        })
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("Azurite did not start");
        _process = process;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        bool listens = await Eventually.Holds(StartTimeout, async () =>
            process.HasExited || (await Listens(BlobPort) && await Listens(TablePort)));
        if (process.HasExited)
        {
            throw new InvalidOperationException($"Azurite ended with code {process.ExitCode}: {await errors}");
        }

        Assert.True(listens, $"Azurite does not listen after {StartTimeout}");
    }

    /// <summary>Ends it as a service manager does, so that it writes its data down first.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        if (!process.HasExited)
        {
            using (Process kill = Process.Start("kill", ["-TERM", Text(process.Id)]))
            {
                await kill.WaitForExitAsync();
            }

            using CancellationTokenSource limit = new(StopTimeout);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }

    private static string Executable()
    {
        if (System.Environment.GetEnvironmentVariable("ROOTWATCH_AZURITE") is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : throw new InvalidOperationException($"ROOTWATCH_AZURITE names {given}, which is not there: run bash tests/run.sh, which installs Azurite");
        }

        return (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "azurite"))
            .Append(Path.Combine(Repository.Root, "tests", "tools", "node_modules", ".bin", "azurite"))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Azurite is not installed and ROOTWATCH_AZURITE is not set: run bash tests/run.sh, which installs it");
    }

    private static async Task<bool> Listens(int port)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
