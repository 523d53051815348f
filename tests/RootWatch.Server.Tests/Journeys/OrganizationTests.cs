using System.Diagnostics;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>An organization that changes, a server that follows it, and the command line; processes of their own, over sockets.</summary>
[Collection(nameof(Journeys))]
public sealed class OrganizationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Prefix = "6f1c0d9a54e84b7f93a2be0d7715c8f0";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    /// <summary>In the same configuration as this.</summary>
    private static readonly string Cli = Path.Combine(
        Repository.Root, "src", "RootWatch.Cli", Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "RootWatch.Server.Tests"), AppContext.BaseDirectory), "rootwatch");

    private static readonly Dictionary<string, string> Often = new()
    {
        ["ROOTWATCH__ORGANIZATIONS__INTERVAL"] = "00:00:03",
        ["ROOTWATCH__ORGANIZATIONS__ROSTERINTERVAL"] = "00:00:01",
    };

    [Fact]
    public async Task Fifty_accounts_are_found_verified_and_watched_in_two_minutes_and_followed_from_then_on()
    {
        await using WatchedFleet fleet = await Start(50);
        using TemporaryDirectory data = new();
        long refusal = fleet.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "ListAccounts" });
        await using WatchingServer server = new(fleet, Interval, ["--data", data.Path], Often);
        await server.UntilReady();
        await server.Program.Until("it is told that the organization cannot be followed", Soon, async () =>
            (await server.AllAlerts()).Any(alert => alert is { RuleId: "RW-X10", AccountId: "" } && alert.Summary.Contains("organizations:ListAccounts", StringComparison.Ordinal)));
        Assert.Empty(await Listed(server));

        fleet.Aws.RemoveFault(refusal);
        long began = Stopwatch.GetTimestamp();
        CliRun import = await Import(server);
        Assert.True(import.ExitCode == 0, import.Output);
        Assert.Contains("50 of 50 accounts pass.", import.Output, StringComparison.Ordinal);
        await server.Program.Until("all 50 accounts are watched", Soon, async () => (await Listed(server)).Count(account => account.Status == WatchStatus.Ok) == 50);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        Assert.True(took < TimeSpan.FromMinutes(2), $"found, verified and watched after {took}");
        TestContext.Current.TestOutputHelper?.WriteLine($"found, verified and watched after {took}");

        FleetAccount joined = fleet.Aws.AddAccount("acme", "joined");
        await server.Program.Until("the account that joined is watched", Soon, async () => StatusOf(await Listed(server), joined.Id) == WatchStatus.Ok);

        string gone = fleet.Aws.Accounts[7].Id;
        fleet.Aws.SetPosture(gone, posture => posture with { InOrganization = false });
        await server.Program.Until("the account that is gone is paused", Soon, async () => StatusOf(await Listed(server), gone) == WatchStatus.Paused);
        Alert told = Assert.Single(await server.AllAlerts(), alert => alert.RuleId == "RW-X09");
        Assert.Equal(gone, told.AccountId);

        // It is known after a crash, before AWS has said anything.
        fleet.Aws.SetFault(new Fault { Kind = FaultKind.Deny, Action = "ListAccounts" });
        await server.KillAndStartAgain();
        await server.UntilReady();
        await server.Program.Until("the accounts are known again", Soon, async () => (await Listed(server)).Count == 51);
        Assert.Equal(WatchStatus.Paused, StatusOf(await Listed(server), gone));
        fleet.Aws.ClearFaults();

        foreach (FleetAccount account in fleet.Aws.Accounts.Skip(20).Take(10))
        {
            fleet.Aws.SetPosture(account.Id, posture => posture with { AccountState = "SUSPENDED" });
        }

        CliRun held = await Import(server, "--no-verify");
        Assert.True(held.ExitCode == 1, held.Output);
        Assert.Contains("10 of 50 watched accounts would be paused at once, so none is: if that is meant, say so with --accept-removals 10", held.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Listed(server)).Count(account => account.Status == WatchStatus.Paused));
        Assert.True((await Import(server, "--no-verify", "--accept-removals", "9")).ExitCode == 1);
        CliRun accepted = await Import(server, "--no-verify", "--accept-removals", "10");
        Assert.True(accepted.ExitCode == 0, accepted.Output);
        Assert.Equal(11, (await Listed(server)).Count(account => account.Status == WatchStatus.Paused));
        Assert.Equal(11, (await server.AllAlerts()).Count(alert => alert.RuleId == "RW-X09"));
    }

    [Fact]
    public async Task What_one_silo_found_the_other_watches_too()
    {
        await using WatchedFleet fleet = await Start(6);
        Dictionary<string, string> environment = new([.. Often, .. azurite.Environment("organization")]);
        await using WatchingServer one = new(fleet, Interval, ["--profile", "azure"], environment);
        await one.UntilReady();
        await using WatchingServer other = new(fleet, Interval, ["--profile", "azure"], environment);
        await other.UntilReady();

        CliRun import = await Import(one, "--no-verify");
        Assert.True(import.ExitCode == 0, import.Output);
        await other.Program.Until("the other silo lists them", Soon, async () => (await Listed(other)).Count(account => account.Status == WatchStatus.Ok) == 6);

        await one.Program.Kill();
        FleetAccount joined = fleet.Aws.AddAccount("acme", "joined");
        await other.Program.Until("the organization is followed by who is left", Soon, async () => StatusOf(await Listed(other), joined.Id) == WatchStatus.Ok);
    }

    private static async Task<WatchedFleet> Start(int accounts)
    {
        WatchedFleet fleet = await WatchedFleet.Start(new SimulatorOptions { Accounts = accounts, Tenants = 1, Regions = 1, Seed = 7, ExternalIdPrefix = Prefix }, TimeSpan.Zero);
        string management = fleet.Aws.Accounts[0].Id;
        await File.WriteAllTextAsync(fleet.AccountsPath, $"""
            tenants:
              - id: acme
                name: Acme GmbH
                organizations:
                  - id: {fleet.Aws.OrganizationIdOf(management)}
                    name: Acme
                    roleArn: arn:aws:iam::{management}:role/RootWatch
                    externalIdPrefix: "{Prefix}"
            """);
        return fleet;
    }

    private sealed record CliRun(int ExitCode, string Output);

    private static async Task<CliRun> Import(WatchingServer server, params string[] arguments)
    {
        await using RunningProgram cli = RunningProgram.Start(
            Cli, ["account", "import", "--organization", "Acme", "--server", server.GrpcAddress, .. arguments]);
        int exitCode = await cli.WaitForExit(TimeSpan.FromMinutes(3));
        return new CliRun(exitCode, cli.Output);
    }

    private static async Task<IReadOnlyList<Account>> Listed(WatchingServer server) =>
        (await server.Accounts.ListAccountsAsync(new ListAccountsRequest { PageSize = 1000 }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30))).Accounts;

    private static WatchStatus? StatusOf(IReadOnlyList<Account> accounts, string accountId) => accounts.SingleOrDefault(account => account.AccountId == accountId)?.Status;
}
