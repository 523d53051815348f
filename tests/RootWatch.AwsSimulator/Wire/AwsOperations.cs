using RootWatch.AwsSimulator.Account;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Iam;
using RootWatch.AwsSimulator.Sts;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>Everything that this AWS can do.</summary>
internal static class AwsOperations
{
    public static readonly IReadOnlyList<AwsOperation> All =
    [
        new AssumeRole(),
        new GetCallerIdentity(),
        new ListRegions(),
        new ListAccountAliases(),
        new LookupEvents(),
        new DescribeTrails(),
        new GetTrailStatus(),
    ];
}
