using System.Text.Json;
using RootWatch.AwsSimulator.Faults;

namespace RootWatch.AwsSimulator.Tests.Sts;

public sealed class AssumeRoleRecordTests
{
    [Fact]
    public async Task A_role_that_is_assumed_is_recorded_in_its_account_where_STS_was_asked()
    {
        await using var aws = await Aws.StartAsync(recordAssumeRole: true);
        var keys = await aws.Client.SessionAsync(aws.Account);
        var record = JsonDocument.Parse(Assert.Single(aws.Host.Events).CloudTrailEvent).RootElement;

        Assert.Equal(("AWSAccount", "999999999999"), (Text(record, "userIdentity", "type"), Text(record, "userIdentity", "accountId")));
        Assert.False(record.GetProperty("userIdentity").TryGetProperty("arn", out _));
        Assert.Equal(("sts.amazonaws.com", "AssumeRole", "us-east-1"), (Text(record, "eventSource"), Text(record, "eventName"), Text(record, "awsRegion")));
        Assert.Equal((aws.Account.RoleArn, aws.Account.ExternalId), (Text(record, "requestParameters", "roleArn"), Text(record, "requestParameters", "externalId")));
        Assert.Equal(keys.AccessKeyId, Text(record, "responseElements", "credentials", "accessKeyId"));
        Assert.Equal(aws.Account.RoleArn, record.GetProperty("resources")[0].GetProperty("ARN").GetString());
        Assert.Equal(aws.Account.Id, Text(record, "recipientAccountId"));
        Assert.NotEqual(Text(record, "eventID"), Text(record, "sharedEventID"));
    }

    [Fact]
    public async Task It_is_found_by_the_role_and_by_nobodys_name()
    {
        await using var aws = await Aws.StartAsync(recordAssumeRole: true);
        var keys = await aws.Client.SessionAsync(aws.Account);
        var other = await aws.Client.SessionAsync(aws.Host.Accounts[1]);
        async Task<int> Found(Keys by, string key, string value)
        {
            aws.Rest();
            return Aws.Ids(await aws.Client.LookupAsync(by, new { LookupAttributes = new[] { new { AttributeKey = key, AttributeValue = value } } })).Count();
        }

        Assert.Equal(1, await Found(keys, "ResourceName", aws.Account.RoleArn));
        Assert.Equal(1, await Found(keys, "EventName", "AssumeRole"));
        Assert.Equal(0, await Found(keys, "Username", "rootwatch-test"));
        Assert.Equal(0, await Found(keys, "AccessKeyId", keys.AccessKeyId));
        Assert.Equal(0, await Found(other, "ResourceName", aws.Account.RoleArn));
    }

    [Fact]
    public async Task A_refused_one_is_not_recorded()
    {
        await using var aws = await Aws.StartAsync(recordAssumeRole: true);
        aws.Host.SetFault(new Fault { Kind = FaultKind.Deny, Action = "AssumeRole" });
        Assert.Equal(403, (await aws.Client.AssumeAsync(aws.Account)).Status);
        Assert.Empty(aws.Host.Events);
    }

    [Fact]
    public async Task It_is_as_late_as_all_else()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { Delay = TimeSpan.FromMinutes(2) }, recordAssumeRole: true);
        for (var n = 0; n < 40; n++)
        {
            await aws.Client.SessionAsync(aws.Account);
        }

        var delays = aws.Host.Events.Select(entry => entry.VisibleAt - entry.EventTime).Order().ToList();
        Assert.Equal(40, delays.Distinct().Count());
        Assert.InRange(delays[20].TotalSeconds, 60, 240);
    }

    [Fact]
    public async Task A_history_that_stands_answers_shows_what_it_showed_and_later_all_of_it()
    {
        await using var aws = await Aws.StartAsync(recordAssumeRole: true);
        var keys = await aws.Client.SessionAsync(aws.Account);
        var other = await aws.Client.SessionAsync(aws.Host.Accounts[1]);
        var before = aws.AddSignIn();
        aws.Rest();
        var fault = aws.Host.SetFault(new Fault { Kind = FaultKind.HistoryStands, Account = aws.Account.Id });
        aws.Rest();
        var meanwhile = aws.AddSignIn();
        await aws.Client.SessionAsync(aws.Host.Accounts[1]);

        Assert.Equal([before], await SignIns(keys));
        Assert.Equal(2, Aws.Ids(await aws.Client.LookupAsync(other, new { })).Count());
        Assert.True(aws.Host.RemoveFault(fault));
        aws.Rest();
        Assert.Equal([meanwhile, before], await SignIns(keys));

        async Task<IEnumerable<string>> SignIns(Keys by) =>
            Aws.Ids(await aws.Client.LookupAsync(by, new { LookupAttributes = new[] { new { AttributeKey = "EventName", AttributeValue = "ConsoleLogin" } } }));
    }

    private static string? Text(JsonElement record, params string[] path) => path.Aggregate(record, (element, name) => element.GetProperty(name)).GetString();
}
