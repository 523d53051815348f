using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;

namespace RootWatch.Server.Accounts;

/// <summary>The calls of one account, each of which counts.</summary>
internal sealed class CountedAwsCalls(IAwsCalls aws, CallBudget budget) : IAwsCalls
{
    public string? StsRegion => aws.StsRegion;

    public Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken)
    {
        budget.Spend();
        return aws.AssumeRole(request, cancellationToken);
    }

    public Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken)
    {
        budget.Spend();
        return aws.LookupEvents(request, session, region, cancellationToken);
    }

    public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken)
    {
        budget.Spend();
        return aws.ListRegions(session, homeRegion, cancellationToken);
    }

    public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken)
    {
        budget.Spend();
        return aws.ListAccountAliases(session, homeRegion, cancellationToken);
    }
}
