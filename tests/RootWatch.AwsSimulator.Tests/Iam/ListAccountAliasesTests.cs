using RootWatch.AwsSimulator.Faults;

namespace RootWatch.AwsSimulator.Tests.Iam;

public sealed class ListAccountAliasesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accounts_have_an_alias_where_root_goes_by_it(bool aliasAsUsername)
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { AliasAsUsername = aliasAsUsername });
        var answer = await List(aws);
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal("false", answer.XmlText("IsTruncated"));
        Assert.Equal(aliasAsUsername ? "acme-production" : null, answer.XmlText("member"));
    }

    [Fact]
    public async Task It_can_be_denied_by_itself()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { AliasAsUsername = true });
        aws.Host.SetFault(new Fault { Kind = FaultKind.Deny, Action = "ListAccountAliases" });
        Assert.Equal((403, "AccessDenied"), (await List(aws) is var answer ? answer.Status : 0, answer.Code));
        Assert.Equal(200, (await aws.Client.AccountAsync("/listRegions", new { }, await aws.Client.SessionAsync(aws.Account))).Status);
    }

    private static async Task<Answer> List(Aws aws) =>
        await aws.Client.SendAsync("iam", "us-east-1", await aws.Client.SessionAsync(aws.Account), "/",
            "Action=ListAccountAliases&Version=2010-05-08", "application/x-www-form-urlencoded; charset=utf-8", null);
}
