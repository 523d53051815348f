using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Sts;

namespace RootWatch.Aws.Tests;

internal static class Samples
{
    public static readonly AwsSession Session =
        new("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "FwoGZXIvYXdzEXAMPLE+token/==", DateTimeOffset.UnixEpoch.AddYears(100));

    public static readonly LookupEventsRequest RootLookup = new()
    {
        LookupAttribute = new LookupAttribute("Username", "root"),
        StartTime = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        EndTime = DateTimeOffset.FromUnixTimeSeconds(1_700_000_600),
    };

    public static readonly AssumeRoleRequest Role = new()
    {
        RoleArn = "arn:aws:iam::111122223333:role/RootWatch",
        RoleSessionName = "rootwatch-test",
        ExternalId = "rw-4f1c",
    };

    public static Task<AwsOutcome<LookupEventsResponse>> LookUpAsync(this AwsClients aws, string region = "us-east-1", CancellationToken cancellationToken = default) =>
        aws.CloudTrail.LookupEventsAsync(RootLookup, Session, region, cancellationToken);
}
