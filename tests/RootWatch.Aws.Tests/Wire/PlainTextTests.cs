using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Tests.Wire;

public sealed class PlainTextTests
{
    /// <summary>A failure's text is in the reason of a gap and in alerts, which every viewer of the tenant reads.</summary>
    [Theory]
    [InlineData("The proxy tunnel request to proxy 'http://user:s3cret@proxy.example:3128/' failed with status code '407'.", "The proxy tunnel request to proxy 'http://proxy.example:3128/' failed with status code '407'.")]
    [InlineData("'http://user:s3@/cret@proxy:3128/' and 'http://s3cret@other/'", "'http://proxy:3128/' and 'http://other/'")]
    [InlineData("User: arn:aws:iam::111122223333:user/a@b.example is not authorized", "User: arn:aws:iam::111122223333:user/a@b.example is not authorized")]
    public void A_failure_names_a_proxy_without_its_password(string said, string told) =>
        Assert.Equal(told, new AwsCall("sts", "AssumeRole", "us-east-1").Fail(AwsFailureReason.Unreachable, said).Message);
}
