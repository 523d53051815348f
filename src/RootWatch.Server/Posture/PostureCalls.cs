using RootWatch.Aws;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>The calls of one reading of one account: paced, and tried again more slowly while AWS throttles.</summary>
/// <param name="iamPace">Of the account's IAM, which everybody in the account shares.</param>
/// <param name="jitter">At least 0, below 1.</param>
/// <param name="timeMax">So long a call that AWS throttles is tried again, all calls together; null: <see cref="PostureOptions.ReadingMax"/>.</param>
internal sealed class PostureCalls(
    PostureAws aws, AccountSession session, AccountRegistration account, LookupPace iamPace, Func<double> jitter, TimeSpan? timeMax = null)
{
    /// <summary>One call that is throttled for ever must leave time for the others: it gets one of so many parts of what is left.</summary>
    private const int PartsOfTime = 3;

    private static readonly TimeSpan BackOffMax = TimeSpan.FromMinutes(1);

    // A trouble that passes does not take away what was known a little while ago.
    private static readonly TimeSpan KeptMax = TimeSpan.FromHours(3);

    // What was denied stays denied for a while: each try is a refused call in the customer's own trail.
    private static readonly TimeSpan DeniedFor = TimeSpan.FromHours(24);

    private readonly DateTimeOffset _deadline = aws.Time.GetUtcNow() + (timeMax ?? aws.Options.ReadingMax);

    public AwsClients Clients => aws.Clients;

    public TimeProvider Time => aws.Time;

    /// <summary>The account that an ARN names, if it is not the one that is asked.</summary>
    public string? OwnerElsewhere(string arn) => arn.Split(':') is [_, _, _, _, { Length: > 0 } owner, ..] && owner != account.AccountId ? owner : null;

    /// <summary>Calls that AWS throttled.</summary>
    public int Throttles { get; private set; }

    public Task<(T? Value, AwsFailure? Failure)> AskIam<T>(Func<AwsSession, CancellationToken, Task<AwsOutcome<T>>> call, CancellationToken cancellationToken)
        where T : class =>
        Ask(call, iamPace, cancellationToken);

    public Task<(T? Value, AwsFailure? Failure)> Ask<T>(Func<AwsSession, CancellationToken, Task<AwsOutcome<T>>> call, CancellationToken cancellationToken)
        where T : class =>
        Ask(call, null, cancellationToken);

    /// <summary>A list that may be long: its pages keep to the pace, too, and one that is throttled is asked for again without those before it.</summary>
    public Task<(T? Value, AwsFailure? Failure)> AskIam<T>(Func<AwsSession, PagePace, CancellationToken, Task<AwsOutcome<T>>> call, CancellationToken cancellationToken)
        where T : class =>
        Ask(call, iamPace, cancellationToken);

    /// <summary>A fact from an answer. A trouble that may pass leaves what was known before, with its time.</summary>
    public Fact<TFact> FactOf<T, TFact>((T? Value, AwsFailure? Failure) answer, Fact<TFact>? before, Func<T, TFact?> read)
        where T : class
        where TFact : class
    {
        DateTimeOffset now = Time.GetUtcNow();
        if (answer.Failure is not { } failure)
        {
            return Fact.Known(read(answer.Value!), now);
        }

        return MayPass(failure.Reason) && before is { Unknown: null, At: { } at } && now - at < KeptMax ? before : Fact.NotKnown<TFact>(StreamTroubles.From(failure, now).Told(), now);
    }

    /// <summary>True if it was denied within a day; then it is not asked again yet.</summary>
    public bool IsDenied<T>(Fact<T>? before)
        where T : class =>
        before is { Unknown: { } why, At: { } at } && why.StartsWith(StreamTroubles.NameOf(AwsFailureReason.Denied), StringComparison.Ordinal) && Time.GetUtcNow() - at < DeniedFor;

    private static bool MayPass(AwsFailureReason reason) => reason is
        AwsFailureReason.Throttled or AwsFailureReason.Unreachable or AwsFailureReason.ServerError or AwsFailureReason.Expired
        or AwsFailureReason.InvalidToken or AwsFailureReason.NoCredentials or AwsFailureReason.ClockSkew;

    /// <param name="pace">Of the service; null: it has none of its own.</param>
    public Task<(T? Value, AwsFailure? Failure)> Ask<T>(Func<AwsSession, CancellationToken, Task<AwsOutcome<T>>> call, LookupPace? pace, CancellationToken cancellationToken)
        where T : class =>
        Ask((assumed, _, token) => call(assumed, token), pace, cancellationToken);

    /// <param name="call">A list that may be long, with the pace for its pages.</param>
    /// <param name="pace">Of the service; null: it has none of its own.</param>
    public async Task<(T? Value, AwsFailure? Failure)> Ask<T>(
        Func<AwsSession, PagePace, CancellationToken, Task<AwsOutcome<T>>> call, LookupPace? pace, CancellationToken cancellationToken)
        where T : class
    {
        bool renewed = false;
        DateTimeOffset begun = Time.GetUtcNow(), until = begun + (_deadline - begun) / PartsOfTime;
        PagePace pages = PagesOf(pace, until, cancellationToken);
        for (int throttled = 0; ;)
        {
            (AwsSession? assumed, AwsFailure? refused) = await session.Get(account, cancellationToken);
            if (assumed is null)
            {
                if (refused!.Reason != AwsFailureReason.Throttled || !await Rest(throttled++, until, cancellationToken))
                {
                    return (null, refused);
                }

                continue;
            }

            if (pace is not null)
            {
                await pace.Wait(cancellationToken);
            }

            AwsOutcome<T> outcome = await Gated(() => call(assumed, pages, cancellationToken), cancellationToken);
            switch (outcome.Failure?.Reason)
            {
                case AwsFailureReason.Throttled:
                    pace?.Throttled();
                    if (!await Rest(throttled++, until, cancellationToken))
                    {
                        return (null, outcome.Failure);
                    }

                    continue;
                case AwsFailureReason.Expired or AwsFailureReason.InvalidToken when !renewed:
                    renewed = true;
                    session.Drop(assumed);
                    continue;
                default:
                    return (outcome.Value, outcome.Failure);
            }
        }
    }

    private PagePace PagesOf(LookupPace? pace, DateTimeOffset until, CancellationToken cancellationToken)
    {
        int throttled = 0;
        return new PagePace(
            () =>
            {
                throttled = 0;
                return pace?.Wait(cancellationToken) ?? Task.CompletedTask;
            },
            async () =>
            {
                pace?.Throttled();
                if (!await Rest(throttled++, until, cancellationToken))
                {
                    return false;
                }

                await (pace?.Wait(cancellationToken) ?? Task.CompletedTask);
                return true;
            });
    }

    /// <summary>Waits after so many throttles in a row; false if the call has no time left for that.</summary>
    private async Task<bool> Rest(int throttled, DateTimeOffset until, CancellationToken cancellationToken)
    {
        Throttles++;
        TimeSpan wait = TimeSpan.FromSeconds(Math.Min(BackOffMax.TotalSeconds, Math.Pow(2, Math.Min(throttled, 8)))) * (0.5 + 0.5 * jitter());
        if (Time.GetUtcNow() + wait > until)
        {
            return false;
        }

        await Task.Delay(wait, Time, cancellationToken);
        return true;
    }

    private async Task<T> Gated<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await aws.Gate.WaitAsync(cancellationToken);
        try
        {
            return await call();
        }
        finally
        {
            aws.Gate.Release();
        }
    }
}
