using System.Text.Json;

namespace RootWatch.AwsSimulator.Tests.Control;

public sealed class ControlApiTests
{
    [Fact]
    public async Task An_injected_record_keeps_its_id_and_moves_to_the_account_that_is_named()
    {
        await using var aws = await Aws.StartAsync();
        var answer = await aws.Client.ControlAsync(HttpMethod.Post, "inject", """
            {"events":[{"account":"ACCOUNT","secondsAgo":5,"record":{"eventID":"as-given","eventSource":"iam.amazonaws.com","eventName":"CreateAccessKey","awsRegion":"us-east-1",
              "recipientAccountId":"111122223333","userIdentity":{"type":"Root","accountId":"111122223333","arn":"arn:aws:iam::111122223333:root"}}}]}
            """.Replace("ACCOUNT", aws.Account.Id, StringComparison.Ordinal));
        Assert.True(answer.Status == 200, answer.Body);
        var entry = (await aws.Client.LookupAsync(await aws.Client.SessionAsync(aws.Account), new { })).Json.GetProperty("Events")[0];
        Assert.Equal("as-given", entry.GetProperty("EventId").GetString());
        Assert.Contains($"arn:aws:iam::{aws.Account.Id}:root", entry.GetProperty("CloudTrailEvent").GetString());
        Assert.DoesNotContain("111122223333", entry.GetProperty("CloudTrailEvent").GetString());
    }

    [Fact]
    public async Task A_raw_text_stands_where_the_record_should()
    {
        await using var aws = await Aws.StartAsync();
        await aws.Client.ControlAsync(HttpMethod.Post, "inject", $$"""{"events":[{"account":"{{aws.Account.Id}}","region":"us-east-1","raw":"{\"eventVersion\":","eventId":"poison"}]}""");
        var entry = (await aws.Client.LookupAsync(await aws.Client.SessionAsync(aws.Account), new { })).Json.GetProperty("Events")[0];
        Assert.Equal("{\"eventVersion\":", entry.GetProperty("CloudTrailEvent").GetString());
    }

    [Theory]
    [InlineData("""{"events":[{"record":{}}]}""", "events[0]: name the account")]
    [InlineData("""{"events":[{"account":"123456789012","region":"us-east-1","record":{}}]}""", "account 123456789012 is not in the fleet")]
    [InlineData("""{"events":[{"account":"ACCOUNT","region":"mars-1","record":{}}]}""", "region mars-1 is not known")]
    [InlineData("""{"events":[{"account":"ACCOUNT","region":"us-east-1","record":{}},{"account":"ACCOUNT"}]}""", "events[1]: give a record")]
    [InlineData("""{"events":[{"acount":"1"}]}""", "acount")]
    [InlineData("nonsense", "the body is not a InjectRequest")]
    public async Task A_wrong_injection_adds_nothing_and_says_what_is_wrong(string body, string problem)
    {
        await using var aws = await Aws.StartAsync();
        var answer = await aws.Client.ControlAsync(HttpMethod.Post, "inject", body.Replace("ACCOUNT", aws.Account.Id, StringComparison.Ordinal));
        Assert.Equal(400, answer.Status);
        Assert.Contains(problem, answer.Json.GetProperty("error").GetString());
        Assert.Empty(aws.Host.Events);
    }

    [Fact]
    public async Task A_new_account_is_in_the_fleet_and_its_tenant_must_be_there()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { ExternalIdPrefix = "prefix" });
        var added = (await aws.Client.ControlAsync(HttpMethod.Post, "accounts", $$"""{"tenant":"{{aws.Account.TenantId}}","name":"new"}""")).Json;
        var id = added.GetProperty("id").GetString()!;
        Assert.Equal($"prefix-{id}", added.GetProperty("externalId").GetString());
        Assert.Equal(id, aws.Host.Accounts[^1].Id);
        Assert.Equal(aws.Host.Accounts.Count, aws.Host.Accounts.Select(account => account.Id).Distinct().Count());
        Assert.Equal(400, (await aws.Client.ControlAsync(HttpMethod.Post, "accounts", """{"tenant":"nobody","name":"new"}""")).Status);
    }

    [Fact]
    public async Task The_ground_truth_holds_what_no_client_can_see_yet()
    {
        await using var aws = await Aws.StartAsync();
        aws.AddSignIn(10, visibleInSeconds: 60, id: "hidden");
        Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(await aws.Client.SessionAsync(aws.Account), new { })));
        var truth = (await aws.Client.ControlAsync(HttpMethod.Get, $"events?root=true&visible=false&account={aws.Account.Id}")).Json.GetProperty("events").EnumerateArray().Single();
        Assert.Equal("hidden", truth.GetProperty("eventId").GetString());
        Assert.Equal(Aws.Start.AddSeconds(60), truth.GetProperty("visibleAt").GetDateTimeOffset());
        Assert.True(truth.GetProperty("synthetic").GetBoolean());
        Assert.Empty((await aws.Client.ControlAsync(HttpMethod.Get, "events?visible=true")).Json.GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task Calls_are_counted_by_account_region_and_action_with_the_last_time()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        for (var i = 0; i < 3; i++)
        {
            await aws.Client.LookupAsync(keys, new { });
        }

        aws.Clock.Advance(TimeSpan.FromMinutes(1));
        await aws.Client.LookupAsync(keys, new { });
        var count = (await aws.Client.ControlAsync(HttpMethod.Get, $"calls?action=LookupEvents&account={aws.Account.Id}&region=us-east-1")).Json.GetProperty("calls").EnumerateArray().Single();
        Assert.Equal((4, 3, 3), (count.GetProperty("calls").GetInt32(), count.GetProperty("succeeded").GetInt32(), count.GetProperty("peakPerSecond").GetInt32()));
        Assert.Equal(1, count.GetProperty("errors").GetProperty("ThrottlingException").GetInt32());
        Assert.Equal(Aws.Start.AddMinutes(1), count.GetProperty("lastSuccessAt").GetDateTimeOffset());
        Assert.Single((await aws.Client.ControlAsync(HttpMethod.Get, $"calls?action=AssumeRole&account={aws.Account.Id}")).Json.GetProperty("calls").EnumerateArray());

        await aws.Client.ControlAsync(HttpMethod.Delete, "calls");
        Assert.Empty((await aws.Client.ControlAsync(HttpMethod.Get, "calls")).Json.GetProperty("calls").EnumerateArray());
    }

    [Fact]
    public async Task Faults_are_set_listed_and_removed()
    {
        await using var aws = await Aws.StartAsync();
        var id = (await aws.Client.ControlAsync(HttpMethod.Post, "faults", """{"kind":"region-off","region":"eu-west-1"}""")).Json.GetProperty("id").GetInt64();
        Assert.Equal("region-off", (await aws.Client.ControlAsync(HttpMethod.Get, "faults")).Json.GetProperty("faults")[0].GetProperty("fault").GetProperty("kind").GetString());
        Assert.Equal(200, (await aws.Client.ControlAsync(HttpMethod.Delete, $"faults/{id}")).Status);
        Assert.Equal(404, (await aws.Client.ControlAsync(HttpMethod.Delete, $"faults/{id}")).Status);
    }

    [Theory]
    [InlineData("""{"kind":"meteor"}""")]
    [InlineData("""{"kind":"delay"}""")]
    [InlineData("""{"kind":"throttle","account":"1"}""")]
    [InlineData("""{"kind":"throttle","region":"mars-1"}""")]
    [InlineData("""{"kind":"throttle","action":"lookupEvents"}""")]
    [InlineData("""{"kind":"throttle","count":0}""")]
    [InlineData("""{"kind":"error","status":200}""")]
    [InlineData("""{"region":"eu-west-1"}""")]
    public async Task A_wrong_fault_is_refused(string body)
    {
        await using var aws = await Aws.StartAsync();
        var answer = await aws.Client.ControlAsync(HttpMethod.Post, "faults", body);
        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("error").GetString()!);
        Assert.Empty(aws.Host.Faults);
    }

    [Fact]
    public async Task State_names_every_account_with_its_role_and_external_id()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { Accounts = 7, Tenants = 2 });
        var accounts = (await aws.Client.ControlAsync(HttpMethod.Get, "state")).Json.GetProperty("accounts").EnumerateArray().ToList();
        Assert.Equal(
            aws.Host.Accounts.Select(account => (account.Id, account.RoleArn, account.ExternalId)),
            accounts.Select(account => (account.GetProperty("id").GetString()!, account.GetProperty("roleArn").GetString()!, account.GetProperty("externalId").GetString()!)));
    }

    [Fact]
    public async Task An_incident_is_synthetic_and_all_its_events_are_roots()
    {
        await using var aws = await Aws.StartAsync();
        var names = (await aws.Client.ControlAsync(HttpMethod.Get, "incidents")).Json.GetProperty("incidents").EnumerateArray().Select(incident => incident.GetProperty("name").GetString()!).ToList();
        Assert.Contains("root-takeover", names);
        foreach (var name in names)
        {
            var answer = await aws.Client.ControlAsync(HttpMethod.Post, "incident", JsonSerializer.Serialize(new { name, account = aws.Account.Id, secondsAgo = 60 }));
            Assert.All(answer.Json.GetProperty("events").EnumerateArray(), entry =>
            {
                Assert.True(entry.GetProperty("synthetic").GetBoolean());
                Assert.True(entry.GetProperty("root").GetBoolean());
                Assert.Equal(aws.Account.Id, entry.GetProperty("account").GetString());
            });
        }

        Assert.Equal(400, (await aws.Client.ControlAsync(HttpMethod.Post, "incident", """{"name":"earthquake"}""")).Status);
    }

    [Fact]
    public async Task A_path_that_is_not_there_points_to_the_list()
    {
        await using var aws = await Aws.StartAsync();
        Assert.Equal(404, (await aws.Client.ControlAsync(HttpMethod.Get, "nothing")).Status);
        Assert.Contains("/_simulator/inject", (await aws.Client.ControlAsync(HttpMethod.Get, "")).Body);
    }
}
