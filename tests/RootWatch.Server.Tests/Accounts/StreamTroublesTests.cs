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

    [Theory]
    [InlineData("with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-1/p-1", "AWS says that a service control policy denies it outright: let RootWatch's role do cloudtrail:LookupEvents there")]
    [InlineData("with an explicit deny in a permissions boundary", "AWS says that a permissions boundary denies it outright: let RootWatch's role do cloudtrail:LookupEvents there")]
    [InlineData("because no service control policy allows the cloudtrail:LookupEvents action", "AWS says that no service control policy allows it: allow cloudtrail:LookupEvents there")]
    [InlineData("because no identity-based policy allows the cloudtrail:LookupEvents action", "Allow cloudtrail:LookupEvents in the role's policy, and look for a service control policy that denies it")]
    public void Where_AWS_says_which_policy_refused_the_remedy_does(string why, string remedy)
    {
        string said = $"User: arn:aws:sts::111122223333:assumed-role/RootWatch/rootwatch is not authorized to perform: cloudtrail:LookupEvents {why}";

        Assert.Equal(remedy, StreamTroubles.From(new(AwsFailureReason.Denied, "cloudtrail", "LookupEvents", "eu-west-1", "AccessDeniedException", said, 400), DateTimeOffset.UnixEpoch).Remedy);
    }

    [Theory]
    [InlineData("sts")]
    [InlineData("cloudtrail")]
    public void A_refusal_without_a_code_of_AWS_is_somebody_else_s(string service) => Assert.Contains(
        "such as a proxy",
        StreamTroubles.From(new(AwsFailureReason.Denied, service, "LookupEvents", "eu-west-1", null, "HTTP 403 without a message of AWS (text/html).", 403), DateTimeOffset.UnixEpoch).Remedy,
        StringComparison.Ordinal);
}
