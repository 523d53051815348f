using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tests.Rules;

public sealed class ShownCallTests
{
    [Theory]
    [InlineData("iam.amazonaws.com", "iam")]
    [InlineData("iam.AmazonAWS.com", "iam")]
    [InlineData("api.ecr.amazonaws.com", "api.ecr")]
    [InlineData("s3.amazonaws.com.cn", "s3.cn")]
    [InlineData("amazonaws.com", "amazonaws.com")]
    [InlineData(".amazonaws.com", "")]
    [InlineData("iam.example.org", "iam.example.org")]
    [InlineData("iam", "iam")]
    [InlineData("", "")]
    public void The_domain_that_all_have_is_left_out(string source, string shown)
    {
        var e = new CloudTrailEvent { EventId = "id", AccountId = Sample.Account, EventName = "CreateUser", EventSource = source };

        Assert.Equal($"CreateUser ({shown})", ShownCall.Of(e));
    }
}
