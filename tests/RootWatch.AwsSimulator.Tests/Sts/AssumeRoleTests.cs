namespace RootWatch.AwsSimulator.Tests.Sts;

public sealed class AssumeRoleTests
{
    [Fact]
    public async Task A_session_belongs_to_the_account_of_its_role()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var identity = await aws.Client.StsAsync("GetCallerIdentity", keys);
        Assert.Equal(aws.Account.Id, identity.XmlText("Account"));
        Assert.Equal($"arn:aws:sts::{aws.Account.Id}:assumed-role/RootWatch/rootwatch-test", identity.XmlText("Arn"));
        Assert.Equal("https://sts.amazonaws.com/doc/2011-06-15/", identity.Xml.Name.NamespaceName);
    }

    [Fact]
    public async Task A_wrong_external_id_a_missing_role_and_a_foreign_caller_all_look_alike()
    {
        await using var aws = await Aws.StartAsync();
        var (account, other) = (aws.Account, aws.Host.Accounts[1]);
        var session = await aws.Client.SessionAsync(other);
        var missingRole = account.RoleArn + "Not";
        foreach (var (answer, role) in new[]
        {
            (await Assume(TestClient.Watcher, account.RoleArn, other.ExternalId), account.RoleArn),
            (await Assume(TestClient.Watcher, account.RoleArn, null), account.RoleArn),
            (await Assume(TestClient.Watcher, missingRole, account.ExternalId), missingRole),
            (await Assume(session, account.RoleArn, account.ExternalId), account.RoleArn),
        })
        {
            Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
            Assert.Equal("Sender", answer.XmlText("Type"));
            Assert.EndsWith($" is not authorized to perform: sts:AssumeRole on resource: {role}", answer.XmlText("Message"));
        }

        Task<Answer> Assume(Keys keys, string role, string? externalId) => aws.Client.StsAsync("AssumeRole", keys, "us-east-1",
            [("RoleArn", role), ("RoleSessionName", "test"), .. externalId is null ? Array.Empty<(string, string)>() : [("ExternalId", externalId)]]);
    }

    [Theory]
    [InlineData("", "none any right")]
    [InlineData(""","Condition":{"StringLike":{"sts:ExternalId":"*"}}""", "any right")]
    [InlineData(""","Condition":{"StringEquals":{"sts:ExternalId":["x","RIGHT"]}}""", "right")]
    public async Task A_trust_policy_that_asks_for_less_lets_in_who_brings_less(string condition, string enters)
    {
        await using var aws = await Aws.StartAsync();
        var trust = "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::999999999999:root\"},\"Action\":\"sts:AssumeRole\"" + condition.Replace("RIGHT", aws.Account.ExternalId) + "}}";
        aws.Host.SetPosture(aws.Account.Id, posture => posture with { WatchRoleTrust = trust });
        List<string> entered = [];
        foreach (var (name, externalId) in new[] { ("none", null), ("any", "any"), ("right", aws.Account.ExternalId) })
        {
            var answer = await aws.Client.StsAsync("AssumeRole", TestClient.Watcher, "us-east-1",
                [("RoleArn", aws.Account.RoleArn), ("RoleSessionName", "test"), .. externalId is null ? Array.Empty<(string, string)>() : [("ExternalId", externalId)]]);
            entered.AddRange(answer.Status == 200 ? [name] : Array.Empty<string>());
        }

        Assert.Equal(enters, string.Join(' ', entered));
    }

    [Fact]
    public async Task What_the_role_lacks_is_denied_to_its_sessions_by_name()
    {
        await using var aws = await Aws.StartAsync();
        aws.Host.SetPosture(aws.Account.Id, posture => posture with { WatchRoleLacks = ["cloudtrail:DescribeTrails"] });
        var session = await aws.Client.SessionAsync(aws.Account);

        var denied = await aws.Client.CloudTrailAsync("DescribeTrails", new { }, session);
        var allowed = await aws.Client.AccountAsync("/listRegions", new { }, session);

        Assert.Equal((400, "AccessDeniedException", 200), (denied.Status, denied.Code, allowed.Status));
        Assert.Contains("no identity-based policy allows the cloudtrail:DescribeTrails action", denied.Body);
    }

    [Theory]
    [InlineData("RoleSessionName", "x")]
    [InlineData("RoleSessionName", "no spaces")]
    [InlineData("RoleArn", "nothing")]
    [InlineData("ExternalId", "with space")]
    [InlineData("DurationSeconds", "899")]
    [InlineData("DurationSeconds", "43201")]
    [InlineData("DurationSeconds", "3601")]
    [InlineData("DurationSeconds", "soon")]
    public async Task A_parameter_out_of_bounds_is_a_ValidationError(string name, string value)
    {
        await using var aws = await Aws.StartAsync();
        var parameters = new Dictionary<string, string> { ["RoleArn"] = aws.Account.RoleArn, ["RoleSessionName"] = "test", ["ExternalId"] = aws.Account.ExternalId };
        parameters[name] = value;
        var answer = await aws.Client.StsAsync("AssumeRole", TestClient.Watcher, "us-east-1", [.. parameters.Select(pair => (pair.Key, pair.Value))]);
        Assert.Equal((400, "ValidationError"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_session_ends_at_the_second_it_said()
    {
        await using var aws = await Aws.StartAsync();
        var answer = await aws.Client.StsAsync("AssumeRole", TestClient.Watcher, "us-east-1",
            ("RoleArn", aws.Account.RoleArn), ("RoleSessionName", "test"), ("ExternalId", aws.Account.ExternalId), ("DurationSeconds", "900"));
        Assert.Equal("2026-05-04T10:15:00Z", answer.XmlText("Expiration"));
        var keys = new Keys(answer.XmlText("AccessKeyId")!, answer.XmlText("SecretAccessKey")!, answer.XmlText("SessionToken"));

        aws.Clock.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
        aws.Clock.Advance(TimeSpan.FromSeconds(1));
        var (lookup, identity, regions) = (await aws.Client.LookupAsync(keys, new { }), await aws.Client.StsAsync("GetCallerIdentity", keys), await aws.Client.AccountAsync("/listRegions", new { }, keys));
        Assert.Equal((400, "ExpiredTokenException"), (lookup.Status, lookup.Code));
        Assert.Equal((403, "ExpiredToken"), (identity.Status, identity.Code));
        Assert.Equal((403, "ExpiredTokenException"), (regions.Status, regions.Code));
    }

    [Fact]
    public async Task A_session_outlives_a_restart_of_the_simulator()
    {
        Keys keys;
        await using (var first = await Aws.StartAsync())
        {
            keys = await first.Client.SessionAsync(first.Account);
        }

        await using var second = await Aws.StartAsync();
        Assert.Equal(200, (await second.Client.LookupAsync(keys, new { })).Status);

        await using var otherWorld = await Aws.StartAsync(new SimulatorOptions { Seed = 2 });
        Assert.Equal("UnrecognizedClientException", (await otherWorld.Client.LookupAsync(keys, new { })).Code);
    }
}
