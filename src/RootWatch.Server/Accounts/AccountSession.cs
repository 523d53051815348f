using RootWatch.Aws;
using RootWatch.Aws.Sts;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Accounts;

/// <summary>An AssumeRole of ours.</summary>
/// <param name="AccessKeyId">Of the session that it gave.</param>
/// <param name="Begun">When it was asked, as a timestamp of this process.</param>
internal sealed record AssumedRole(string RoleArn, string AccessKeyId, long Begun);

/// <summary>
/// The assumed role of one account, shared by all its regions: one AssumeRole at a time, renewed early, never stored. Its
/// end is told in AWS's time: by a clock of ours that is ahead, each session would seem to have ended.
/// </summary>
internal sealed class AccountSession(IAwsCalls aws, ServerClock clock, TimeProvider time, double jitter) : IDisposable
{
    private static readonly TimeSpan DeniedFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RenewRetry = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _single = new(1);
    private AwsSession? _session;
    private DateTimeOffset _renewAt;
    private AwsFailure? _failure;
    private DateTimeOffset _failedUntil;
    private (string Arn, string? ExternalId)? _role;
    private bool _isGone;

    /// <summary>The latest AssumeRole that succeeded, also if its session is over; null if none did.</summary>
    public AssumedRole? Latest { get; private set; }

    public ValueTask<(AwsSession? Session, AwsFailure? Failure)> Get(AccountRegistration account, CancellationToken cancellationToken) =>
        _session is { } session && _role == (account.RoleArn, account.ExternalId) && clock.Now < _renewAt
            ? ValueTask.FromResult<(AwsSession?, AwsFailure?)>((session, null))
            : Assume(account, cancellationToken);

    /// <summary>AWS would not take this session any more.</summary>
    public void Drop(AwsSession session)
    {
        if (ReferenceEquals(_session, session))
        {
            _session = null;
        }
    }

    public void Dispose()
    {
        _isGone = true;
        _single.Dispose();
    }

    private async ValueTask<(AwsSession? Session, AwsFailure? Failure)> Assume(AccountRegistration account, CancellationToken cancellationToken)
    {
        await _single.WaitAsync(cancellationToken);
        try
        {
            (string Arn, string? ExternalId) role = (account.RoleArn, account.ExternalId);
            if (_role != role)
            {
                (_role, _session, _failure) = (role, null, null);
            }

            DateTimeOffset now = clock.Now;
            if (_session is not null && now < _renewAt)
            {
                return (_session, null);
            }

            if (_failure is not null && now < _failedUntil)
            {
                return (null, _failure);
            }

            return await Renew(account, cancellationToken);
        }
        finally
        {
            // A call that is given up may end later than its account.
            if (!_isGone)
            {
                _single.Release();
            }
        }
    }

    private async Task<(AwsSession? Session, AwsFailure? Failure)> Renew(AccountRegistration account, CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        // Whatever else the role may do, a session of ours may only make our calls.
        AwsOutcome<AwsSession> outcome = await aws.AssumeRole(
            new AssumeRoleRequest { RoleArn = account.RoleArn, RoleSessionName = "rootwatch", ExternalId = account.ExternalId, Policy = AwsPermissions.Policy },
            cancellationToken);
        DateTimeOffset now = clock.Now;
        if (outcome.IsSuccess)
        {
            _session = outcome.Value;
            _failure = null;
            Latest = new AssumedRole(account.RoleArn, _session.AccessKeyId, begun);
            // Between 75 and 85 % of its life, so that a fleet that started together does not renew together. One that ends at once,
            // or has ended as far as we know, is used until AWS refuses it: each call would take one of its own.
            _renewAt = Later(now + RenewRetry, now + (_session.ExpiresAt - now) * (0.75 + 0.1 * jitter));
            return (_session, null);
        }

        if (_session is not null && now < _session.ExpiresAt)
        {
            _renewAt = Earlier(now + RenewRetry, _session.ExpiresAt);
            return (_session, null);
        }

        _session = null;
        _failure = outcome.Failure;
        _failedUntil = now + DeniedFor;
        return (null, _failure);
    }
}
