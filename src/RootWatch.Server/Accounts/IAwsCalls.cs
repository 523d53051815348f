using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;

namespace RootWatch.Server.Accounts;

/// <summary>All that watching an account asks of AWS.</summary>
internal interface IAwsCalls
{
    Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken);

    Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken);

    Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken);

    Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken);
}

/// <summary>The calls of this process, so many at once and no more.</summary>
internal sealed class AwsCalls(AwsClients clients, PollOptions options) : IAwsCalls, IDisposable
{
    private readonly SemaphoreSlim _gate = new(options.CallsInFlightMax);

    public Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken) =>
        Gated(() => clients.Sts.AssumeRoleAsync(request, cancellationToken), cancellationToken);

    public Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken) =>
        Gated(() => clients.CloudTrail.LookupEventsAsync(request, session, region, cancellationToken), cancellationToken);

    public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
        Gated(() => clients.Account.ListRegionsAsync(session, homeRegion, cancellationToken), cancellationToken);

    public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
        Gated(() => clients.Iam.ListAccountAliasesAsync(session, homeRegion, cancellationToken), cancellationToken);

    public void Dispose() => _gate.Dispose();

    /// <summary>Beside the caller's turns: on a grain's scheduler each await within a call would be a turn of its own.</summary>
    private Task<AwsOutcome<T>> Gated<T>(Func<Task<AwsOutcome<T>>> call, CancellationToken cancellationToken)
        where T : class => Task.Run(async () =>
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await call();
        }
        finally
        {
            _gate.Release();
        }
    }, cancellationToken);
}
