namespace RootWatch.Aws;

/// <summary>Why a call to AWS did not give an answer. The name, in snake case, is the metric label and what the operator reads.</summary>
public enum AwsFailureReason
{
    /// <summary>AWS asked us to slow down (HTTP 400 with a throttling code, or 429).</summary>
    Throttled,

    /// <summary>AWS refused: a policy, the role, its trust or the ExternalId. These look alike from outside.</summary>
    Denied,

    /// <summary>The session token has expired.</summary>
    Expired,

    /// <summary>The region is not enabled for the account, or the key is dead there: AWS says the same for both, and only ListRegions can tell.</summary>
    RegionOff,

    /// <summary>AWS does not know the key or its token, or the secret is not the key's. Said of a home region, which cannot be off, and of STS.</summary>
    InvalidToken,

    /// <summary>This process has no credentials of its own to start from.</summary>
    NoCredentials,

    /// <summary>Our clock and the server's are too far apart for a signature.</summary>
    ClockSkew,

    /// <summary>The answer could not be understood.</summary>
    Malformed,

    /// <summary>No answer: DNS, connection, TLS, deadline.</summary>
    Unreachable,

    /// <summary>AWS failed (5xx).</summary>
    ServerError,

    /// <summary>The request itself was refused: a bad parameter, an unknown region, a stale page token (code InvalidNextTokenException).</summary>
    Rejected,
}

/// <summary>A failed call, as a value.</summary>
/// <param name="Reason">What kind of trouble it is.</param>
/// <param name="Service">Signing name of the service, such as <c>cloudtrail</c>.</param>
/// <param name="Operation">Such as <c>LookupEvents</c>.</param>
/// <param name="Region">The region the call was signed for.</param>
/// <param name="Code">AWS's error code, if it gave one.</param>
/// <param name="Message">AWS's message or ours, bounded and without control characters.</param>
/// <param name="HttpStatus">HTTP status, if there was an answer.</param>
public sealed record AwsFailure(
    AwsFailureReason Reason,
    string Service,
    string Operation,
    string Region,
    string? Code,
    string Message,
    int? HttpStatus = null)
{
    /// <summary>One line for a person: what was called where, what AWS said.</summary>
    public override string ToString() =>
        $"{Service}:{Operation} in {Region}: {Code ?? Reason.ToString()}: {Message}";
}

/// <summary>Either an answer or the reason why there is none.</summary>
public readonly struct AwsOutcome<T>
    where T : class
{
    private AwsOutcome(T? value, AwsFailure? failure, DateTimeOffset? serverTime)
    {
        Value = value;
        Failure = failure;
        ServerTime = serverTime;
    }

    /// <summary>The answer; null if the call failed.</summary>
    public T? Value { get; }

    /// <summary>Why there is no answer; null if the call succeeded.</summary>
    public AwsFailure? Failure { get; }

    /// <summary>The server's clock from the Date header, if it sent one.</summary>
    public DateTimeOffset? ServerTime { get; }

    /// <summary>True if <see cref="Value"/> is set.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>The same outcome with the answer, if there is one, in another form.</summary>
    internal AwsOutcome<TOther> Map<TOther>(Func<T, TOther> form)
        where TOther : class =>
        IsSuccess ? AwsOutcome<TOther>.Success(form(Value), ServerTime) : AwsOutcome<TOther>.Failed(Failure, ServerTime);

    /// <summary>Where AWS says with one of these codes that something is not there, that is the answer.</summary>
    internal AwsOutcome<T> Or(T absent, params ReadOnlySpan<string> codes) =>
        Failure?.Code is { } code && codes.Contains(code) ? Success(absent, ServerTime) : this;

    internal static AwsOutcome<T> Success(T value, DateTimeOffset? serverTime) => new(value, null, serverTime);

    internal static AwsOutcome<T> Failed(AwsFailure failure, DateTimeOffset? serverTime = null) => new(null, failure, serverTime);
}

/// <summary>For whoever answers in AWS's stead.</summary>
public static class AwsOutcome
{
    public static AwsOutcome<T> Success<T>(T value, DateTimeOffset? serverTime)
        where T : class => AwsOutcome<T>.Success(value, serverTime);
}
