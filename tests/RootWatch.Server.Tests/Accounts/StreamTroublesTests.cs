using RootWatch.Aws;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class StreamTroublesTests
{
    [Theory]
    [InlineData(AwsFailureReason.Denied, "sts", "ExternalId")]
    [InlineData(AwsFailureReason.Denied, "cloudtrail", "Allow cloudtrail:LookupEvents")]
    [InlineData(AwsFailureReason.RegionOff, "sts", "AWS_REGION")]
    [InlineData(AwsFailureReason.RegionOff, "cloudtrail", "Enable the region")]
    [InlineData(AwsFailureReason.InvalidToken, "sts", "access key")]
    [InlineData(AwsFailureReason.Expired, "sts", "Renew the credentials")]
    [InlineData(AwsFailureReason.Expired, "cloudtrail", "new session")]
    [InlineData(AwsFailureReason.ClockSkew, "cloudtrail", "clock")]
    [InlineData(AwsFailureReason.Throttled, "cloudtrail", "Poll:CallsPerSecond")]
    [InlineData(AwsFailureReason.Throttled, "sts", "who else calls")]
    [InlineData(AwsFailureReason.Malformed, "cloudtrail", "AWS_ENDPOINT_URL")]
    [InlineData(AwsFailureReason.Unreachable, "cloudtrail", "network")]
    [InlineData(AwsFailureReason.ServerError, "cloudtrail", "health.aws.amazon.com")]
    [InlineData(AwsFailureReason.Rejected, "sts", "roleArn")]
    [InlineData(AwsFailureReason.Rejected, "cloudtrail", "newer version")]
    public void Each_reason_has_its_remedy_also_where_AWS_says_too_much(AwsFailureReason reason, string service, string remedy)
    {
        AwsFailure failure = new(reason, service, "LookupEvents", "eu-west-1", "Code", new string('x', 600), 400);
        StreamTrouble trouble = StreamTroubles.From(failure, DateTimeOffset.UnixEpoch);

        Assert.Contains(remedy, trouble.Remedy, StringComparison.Ordinal);
        Assert.EndsWith($"x…. {trouble.Remedy}", trouble.Told(), StringComparison.Ordinal);
    }
}
