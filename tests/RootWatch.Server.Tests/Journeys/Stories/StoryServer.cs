using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.Server.Access;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>
/// A server process that watches one account of each tenant of a simulated AWS, with a token for each of the people:
/// bob, carol and dave are operators, alice is an approver. The stories have a tenant each, so that none meets another's alerts.
/// </summary>
public sealed class StoryServer : IAsyncLifetime
{
    private const string Secret = "0123456789012345678901234567890123456789abc";

    /// <summary>Stories in which root may be used in windows only.</summary>
    private static readonly string[] Demanding = [nameof(EmergencyDoneWellTests), nameof(EmergencyDoneBadlyTests)];

    private static readonly string[] Stories =
        [nameof(NormalDayTests), nameof(CarelessRootUseTests), nameof(TakeoverTests), nameof(EmergencyDoneWellTests), nameof(EmergencyDoneBadlyTests), nameof(DrillTests)];

    private readonly TemporaryDirectory _directory = new();
    private readonly int _grpcPort = RunningProgram.FreePort();
    private readonly int _httpPort = RunningProgram.FreePort();
    private SimulatorHost? _aws;
    private RunningProgram? _program;
    private GrpcChannel? _channel;

    internal SimulatorHost Aws => _aws!;

    internal RunningProgram Program => _program!;

    internal GrpcChannel Channel => _channel!;

    internal string GrpcAddress => $"http://127.0.0.1:{_grpcPort.ToString(CultureInfo.InvariantCulture)}";

    internal Uri Metrics => new($"http://127.0.0.1:{_httpPort.ToString(CultureInfo.InvariantCulture)}/metrics");

    internal static string Token(string person) => $"rw_{person}_{Secret}";

    internal static Metadata As(string person) => new() { { "authorization", $"Bearer {Token(person)}" } };

    /// <summary>A member of an organization; its management account is not watched.</summary>
    internal FleetAccount AccountOf(string story) => Aws.Tenants[Array.IndexOf(Stories, story)].Accounts[1];

    internal string Folder(string name) => Path.Combine(_directory.Path, name);

    public async ValueTask InitializeAsync()
    {
        _aws = await SimulatorHost.StartAsync(new SimulatorOptions { Accounts = Stories.Length * 2, Tenants = Stories.Length, Regions = 2, Seed = 7 });
        // The best-kept account of all, from the beginning: what was refused once is not asked again at once.
        _aws.SetPosture(AccountOf(nameof(NormalDayTests)).Id, posture => posture with { IsOrganizationDelegate = true, RootPassword = false });
        string accounts = Write("accounts.yaml", "tenants:\n" + string.Concat(Stories.Select(Tenant)));
        string expires = TimeProvider.System.GetUtcNow().AddDays(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string tokens = Write("tokens.yaml", "tokens:\n" + string.Concat(new[] { ("alice", "approver"), ("bob", "operator"), ("carol", "operator"), ("dave", "operator") }.Select(person =>
            $"  - id: {person.Item1}\n    sha256: \"{Convert.ToHexStringLower(AccessToken.Hash(Token(person.Item1)))}\"\n    tenant: \"*\"\n    role: {person.Item2}\n    expires: {expires}\n")));
        _program = RunningProgram.Start(
            "RootWatch.Server",
            [
                "--accounts", accounts, "--tokens", tokens, "--data", Folder("data"), "--grpc-listen", $"127.0.0.1:{_grpcPort}", "--http-listen", $"127.0.0.1:{_httpPort}",
                "--silo-port", RunningProgram.FreePort().ToString(CultureInfo.InvariantCulture),
            ],
            new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL"] = _aws.Endpoint.ToString(),
                ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
                ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                ["AWS_REGION"] = "us-east-1",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["ROOTWATCH__POLL__HOMEINTERVAL"] = "00:00:03",
                ["ROOTWATCH__POLL__REGIONINTERVAL"] = "00:00:03",
                ["ROOTWATCH__POLL__ACCOUNTINTERVAL"] = "00:00:03",
                ["ROOTWATCH__POLL__HOTINTERVAL"] = "00:00:02",
                ["ROOTWATCH__POLL__STARTSPREAD"] = "00:00:01",
                ["ROOTWATCH__POLL__LATENESS"] = "00:00:02",
                ["ROOTWATCH__POLL__BACKFILL"] = "00:00:00",
                ["ROOTWATCH__POLL__CALLSPERSECOND"] = "2",
                ["ROOTWATCH__POSTURE__STARTSPREAD"] = "00:00:01",
                ["ROOTWATCH__POSTURE__INTERVAL"] = "00:00:10",
                ["ROOTWATCH__POSTURE__IAMCALLSPERSECOND"] = "2",
            });
        _channel = GrpcChannel.ForAddress(GrpcAddress);
        await _program.UntilReady("http", _httpPort, TimeSpan.FromSeconds(90));
        await _program.Until("all accounts are read", TimeSpan.FromSeconds(90), async () =>
            (await new AccountService.AccountServiceClient(_channel).ListAccountsAsync(new(), As("bob"))).Accounts.Count(account => account.Status == WatchStatus.Ok) == Stories.Length);
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await (_program?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_aws?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    private string Tenant(string story)
    {
        FleetAccount account = AccountOf(story);
        return $"  - id: {account.TenantId}\n    name: {story}\n{(Demanding.Contains(story) ? "    emergencies: {required: true}\n" : "")}"
            + $"    accounts:\n      - id: \"{account.Id}\"\n        name: production\n        roleArn: {account.RoleArn}\n        externalId: \"{account.ExternalId}\"\n        regions: auto\n";
    }

    private string Write(string name, string content)
    {
        string path = Folder(name);
        File.WriteAllText(path, content);
        return path;
    }
}

/// <summary>One server that is mostly waited for: beside the other tests.</summary>
[CollectionDefinition(nameof(Stories))]
public sealed class Stories : ICollectionFixture<StoryServer>;
