using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;

namespace RootWatch.Server.Accounts;

/// <summary>All that watching an account asks of AWS.</summary>
internal interface IAwsCalls
{
    /// <summary>The region whose STS is asked, in whose history of the role's account AWS records that. Null: it records it nowhere.</summary>
    string? StsRegion { get; }

    Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken);

    Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken);

    Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken);

    Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken);
}

/// <summary>The calls of this process, so many at once and no more.</summary>
/// <param name="own">Is told what AWS says of the credentials that every role is assumed with.</param>
internal sealed class AwsCalls(AwsClients clients, PollOptions options, OwnCredentials? own = null) : IAwsCalls, IDisposable
{
    private readonly SemaphoreSlim _gate = new(options.CallsInFlightMax);

    public string? StsRegion => clients.Sts.Region;

    public async Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken)
    {
        AwsOutcome<AwsSession> outcome = await Gated(request, static (aws, request, token) => aws.Sts.AssumeRoleAsync(request, token), cancellationToken).ConfigureAwait(false);
        own?.Heard(outcome.Failure);
        return outcome;
    }

    /// <summary>Sent within the caller's turn, as far as that goes without waiting, and then beside it: no await within comes back to it.</summary>
    public async Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await clients.CloudTrail.LookupEventsAsync(request, session, region, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
        Gated((session, homeRegion), static (aws, asked, token) => aws.Account.ListRegionsAsync(asked.session, asked.homeRegion, token), cancellationToken);

    public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
        Gated((session, homeRegion), static (aws, asked, token) => aws.Iam.ListAccountAliasesAsync(asked.session, asked.homeRegion, token), cancellationToken);

    public void Dispose() => _gate.Dispose();

    /// <summary>Beside the caller's turns: on a grain's scheduler each await within a call would be a turn of its own.</summary>
    private async Task<AwsOutcome<T>> Gated<TAsked, T>(
        TAsked asked, Func<AwsClients, TAsked, CancellationToken, Task<AwsOutcome<T>>> call, CancellationToken cancellationToken)
        where T : class
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await call(clients, asked, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }
}
