using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Aws;
using RootWatch.AwsSimulator;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>Root by any name: what AWS puts beside a record finds it, what the record's own identity says decides.</summary>
public sealed class AliasTests
{
    private static readonly DateTimeOffset Start = WatchedAccount.Start;

    [Fact]
    public async Task What_root_does_under_the_alias_is_seen_once_whichever_streams_meet_it()
    {
        using WatchedAccount account = new();
        account.Trail.Alias = "acme-production";
        string[] names = ["acme-production", "root"];
        string[] sources = ["signin.amazonaws.com", "account.amazonaws.com", "iam.amazonaws.com"];
        for (int i = 0; i < 60; i++)
        {
            // Before the watch, during it, and while it goes on; some long after the ids of a shallow stream were forgotten.
            account.Trail.RootCall(WatchedAccount.Id, i, Start.AddHours((i - 30) * 5), TimeSpan.FromMinutes(i % 4 * 7), names[i % 2], sources[i % 3]);
        }

        await account.Run(TimeSpan.FromDays(9));
        Assert.Equal(account.Trail.Events.Count, account.Snapshot.EventsRead);
        Assert.Equal(account.Alerts.Count, account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Contains(account.Snapshot.Streams, stream => stream is { Query: "Username=acme-production", Region: "us-east-1", Status: WatchStatus.Ok });
    }

    [Fact]
    public async Task An_alias_set_later_is_found_within_the_hour_and_read_back()
    {
        using WatchedAccount account = new();
        await account.Run(TimeSpan.FromHours(2));
        account.Trail.Alias = "acme-new";
        account.Trail.RootCall(WatchedAccount.Id, 1, Start.AddHours(2).AddMinutes(1), TimeSpan.Zero, "acme-new", "iam.amazonaws.com");
        await account.Run(TimeSpan.FromMinutes(70));
        Assert.NotEmpty(account.Alerts);
    }

    [Fact]
    public async Task A_former_alias_is_read_until_nothing_more_can_come_of_it_and_its_return_repeats_nothing()
    {
        using WatchedAccount account = new();
        account.Trail.Alias = "acme-old";
        account.Trail.RootCall(WatchedAccount.Id, 1, Start.AddMinutes(30), TimeSpan.Zero, "acme-old", "iam.amazonaws.com");
        account.Trail.RootCall(WatchedAccount.Id, 2, Start.AddMinutes(59), TimeSpan.FromHours(5), "acme-old", "iam.amazonaws.com");
        await account.Run(TimeSpan.FromHours(1));
        account.Trail.Alias = "acme-new";
        await account.Run(TimeSpan.FromHours(12));
        Assert.Equal(2, account.Alerts.Select(alert => alert.EventId).Distinct().Count());
        await account.Run(TimeSpan.FromHours(36));
        StreamSnapshot former = account.Snapshot.Streams.Single(stream => stream.Query == "Username=acme-old");
        Assert.StartsWith("retired", former.Reason, StringComparison.Ordinal);
        Assert.Empty(former.Gaps);
        int before = account.Alerts.Count;
        account.Trail.Alias = "acme-old";
        account.Trail.RootCall(WatchedAccount.Id, 3, Start.AddHours(60), TimeSpan.Zero, "acme-old", "iam.amazonaws.com");
        await account.Run(TimeSpan.FromHours(20));
        Assert.Equal(account.Alerts.Count, account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Equal(3, account.Alerts.Select(alert => alert.EventId).Distinct().Count());
        Assert.True(account.Alerts.Count > before);
    }

    [Fact]
    public async Task Not_to_be_told_the_alias_is_a_named_gap()
    {
        using WatchedAccount account = new();
        account.Trail.Alias = "acme-production";
        account.Trail.Fault = static (operation, _) => operation == "ListAccountAliases" ? new AwsFailure(AwsFailureReason.Denied, "iam", operation, "us-east-1", "AccessDenied", "no") : null;
        await account.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(WatchStatus.Degraded, account.Snapshot.Status);
        Assert.Contains("Allow iam:ListAccountAliases", account.Snapshot.Reason, StringComparison.Ordinal);
        StreamSnapshot unknown = account.Snapshot.Streams.Single(stream => stream.Query == "Username=<account alias>");
        Assert.Equal((Start, (DateTimeOffset?)null, true), Assert.Single(unknown.Gaps) is var gap ? (gap.Start, gap.End, gap.Recoverable) : default);
        account.Trail.Fault = static (_, _) => null;
        await account.Run(TimeSpan.FromMinutes(30));
        Assert.Equal(WatchStatus.Ok, account.Snapshot.Status);
        Assert.DoesNotContain(account.Snapshot.Streams, stream => stream.Query == "Username=<account alias>");
    }

    [Fact]
    public async Task An_account_whose_alias_is_root_has_no_second_stream_for_it()
    {
        using WatchedAccount account = new();
        account.Trail.Alias = "root";
        await account.Run(TimeSpan.FromMinutes(5));
        Assert.Single(account.Snapshot.Streams, stream => stream is { Query: "Username=root", Region: "us-east-1" });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Over_the_wire_a_root_with_an_alias_alerts_and_an_IAM_user_called_root_does_not(bool aliasAsUsername)
    {
        FakeTimeProvider time = new(Start);
        await using SimulatorHost simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Accounts = 1, Regions = 1, AliasAsUsername = aliasAsUsername, TimeProvider = time });
        FleetAccount watched = simulator.Accounts[0];
        using AwsClients clients = new(new AwsClientOptions { EndpointUrl = simulator.Endpoint }, time);
        using WatcherKeys keys = new();
        using AwsCalls aws = new(clients, new PollOptions());
        using WatchedAccount account = new(aws, new PollOptions { StartSpread = TimeSpan.Zero, Backfill = TimeSpan.Zero }, time, new AccountRegistration
        {
            TenantId = watched.TenantId,
            AccountId = watched.Id,
            Name = watched.Name,
            RoleArn = watched.RoleArn,
            ExternalId = watched.ExternalId,
        });
        string root = Inject(simulator, watched, """{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","eventType":"AwsApiCall","readOnly":false,"userIdentity":{"type":"Root","principalId":"ACCOUNT","arn":"arn:aws:iam::ACCOUNT:root","accountId":"ACCOUNT"}}""");
        Inject(simulator, watched, """{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","eventType":"AwsApiCall","readOnly":false,"userIdentity":{"type":"IAMUser","userName":"root","arn":"arn:aws:iam::ACCOUNT:user/root","accountId":"ACCOUNT"}}""");

        await account.Until(
            () => account.Poll.Snapshot is { EventsRead: 2, Streams.Count: var streams } && streams >= (aliasAsUsername ? 4 : 3), TimeSpan.FromHours(1),
            () => $"read {account.Poll.Snapshot?.EventsRead} events");

        Assert.NotEmpty(account.Alerts);
        Assert.All(account.Alerts, alert => Assert.Equal(root, alert.EventId));
    }

    private static string Inject(SimulatorHost simulator, FleetAccount account, string record) => simulator.Inject(new InjectedEvent
    {
        Account = account.Id,
        Region = "us-east-1",
        SecondsAgo = 60,
        Record = JsonDocument.Parse(record.Replace("ACCOUNT", account.Id, StringComparison.Ordinal)).RootElement,
    }).Single().EventId;

    /// <summary>The keys of the simulator's watching party, where AWS's SDK looks for them.</summary>
    private sealed class WatcherKeys : IDisposable
    {
        private static readonly (string Name, string Value)[] Values =
        [
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), ("AWS_EC2_METADATA_DISABLED", "true"),
        ];

        private readonly (string Name, string? Value)[] _before = [.. Values.Select(one => (one.Name, Environment.GetEnvironmentVariable(one.Name)))];

        public WatcherKeys() => Array.ForEach(Values, one => Environment.SetEnvironmentVariable(one.Name, one.Value));

        public void Dispose() => Array.ForEach(_before, one => Environment.SetEnvironmentVariable(one.Name, one.Value));
    }
}
