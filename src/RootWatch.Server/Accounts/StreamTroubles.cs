using System.Text.RegularExpressions;
using RootWatch.Aws;

namespace RootWatch.Server.Accounts;

/// <summary>Says of a failed call what it means for sight, and what to do about it.</summary>
internal static partial class StreamTroubles
{
    private const int ReasonLengthMax = 500;
    private const string Sts = "sts";

    // The longest waits before another try.
    private static readonly TimeSpan HopeAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusedAgain = TimeSpan.FromMinutes(5);

    public static StreamTrouble From(AwsFailure failure, DateTimeOffset now)
    {
        WatchStatus status = failure.Reason is AwsFailureReason.Denied or AwsFailureReason.RegionOff ? WatchStatus.Blind : WatchStatus.Degraded;
        string cause = NameOf(failure.Reason);
        bool isOurs = IsOurs(failure);
        return new StreamTrouble(status, Bounded($"{cause}{(isOurs ? OursIs(failure.Reason) : "")}: {failure}"), now, 0) { Cause = cause, IsOurs = isOurs, Remedy = RemedyOf(failure) };
    }

    /// <summary>The trouble after one more reading: it lasts since the first failure, and ends with a success.</summary>
    public static StreamTrouble? Follow(StreamTrouble? before, StreamTrouble? met) =>
        met is null ? null : met with { Since = before?.Since ?? met.Since, Failures = (before?.Failures ?? 0) + 1 };

    /// <summary>The cause of a stream that waits for calls which the account's own limit does not allow.</summary>
    public const string OutOfCallsCause = "out_of_calls";

    /// <summary>The cause of a stream whose region AWS says is not enabled in the account.</summary>
    public const string RegionOffCause = "region_off";

    public static StreamTrouble OutOfCalls(CallBudget calls, DateTimeOffset since) =>
        new(WatchStatus.Degraded, $"{OutOfCallsCause}: the account's limit of {calls.PerDay} calls a day is used up, and what is less important waits", since, 0)
        {
            Cause = OutOfCallsCause,
            Remedy = "Raise maxCallsPerAccountPerDay, or take regions out of the account's list",
        };

    /// <summary>The reason as a metric label: a closed set, nothing of what AWS said.</summary>
    public static string NameOf(AwsFailureReason reason) => reason switch
    {
        AwsFailureReason.Throttled => "throttled",
        AwsFailureReason.Denied => "denied",
        AwsFailureReason.Expired => "expired",
        AwsFailureReason.InvalidToken => "invalid_token",
        AwsFailureReason.NoCredentials => "no_credentials",
        AwsFailureReason.RegionOff => RegionOffCause,
        AwsFailureReason.ClockSkew => "clock_skew",
        AwsFailureReason.Malformed => "malformed",
        AwsFailureReason.Unreachable => "unreachable",
        AwsFailureReason.ServerError => "server_error",
        AwsFailureReason.Rejected => "rejected",
        _ => "other",
    };

    /// <summary>How long to wait after so many failures: doubling, with jitter so that a fleet does not come back in step.</summary>
    public static TimeSpan BackOff(StreamTrouble trouble, double jitter) => BackOff(trouble, trouble.Status == WatchStatus.Blind ? ReadAgain : HopeAgain, jitter);

    /// <summary>The same for what is wanted beside the reading. Each try of what the role may not do is a refused call in the customer's own trail, until somebody changes the role.</summary>
    public static TimeSpan BackOffRefused(StreamTrouble trouble, double jitter) => BackOff(trouble, RefusedAgain, jitter);

    private static TimeSpan BackOff(StreamTrouble trouble, TimeSpan limit, double jitter) =>
        TimeSpan.FromSeconds(Math.Min(limit.TotalSeconds, Math.Pow(2, Math.Min(trouble.Failures, 10))) * (0.5 + 0.5 * jitter));

    /// <summary>
    /// Such trouble is for the heartbeat and the alarms about the service (deploy/prometheus/rules.yml), not for an alert from
    /// each account. No answer is none of it: whether our network or AWS's end is the reason cannot be told from here.
    /// </summary>
    internal static bool IsOurs(AwsFailure failure) => failure.Reason switch
    {
        AwsFailureReason.NoCredentials or AwsFailureReason.ClockSkew => true,
        // Every role is assumed with the process's own credentials.
        AwsFailureReason.Expired or AwsFailureReason.InvalidToken => failure.Service == Sts,
        _ => false,
    };

    /// <summary>Said of each account that it hits, none of which is to be looked at for it.</summary>
    private static string OursIs(AwsFailureReason reason) => reason is AwsFailureReason.ClockSkew ? " (this machine's clock)" : " (RootWatch's own credentials)";

    /// <summary>Of our own words alone.</summary>
    private static string RemedyOf(AwsFailure failure) => failure switch
    {
        { Reason: AwsFailureReason.Denied, Code: null } =>
            "AWS gives a code with what it refuses, and this answer has none: look for what answers in AWS's place, such as a proxy or AWS_ENDPOINT_URL",
        { Reason: AwsFailureReason.Denied } when PolicyThatRefused().Match(failure.Message) is { Success: true } said => said.Groups["denies"].Success
            ? $"AWS says that a {said.Groups["kind"].Value} denies it outright: let RootWatch's role do {failure.Service}:{failure.Operation} there"
            : $"AWS says that no {said.Groups["kind"].Value} allows it: allow {failure.Service}:{failure.Operation} there",
        { Reason: AwsFailureReason.Denied, Service: Sts } =>
            "Check that the role exists, that its trust policy names the principal RootWatch runs as, and that the ExternalId is the same on both sides; AWS does not say which of these it is",
        { Reason: AwsFailureReason.Denied } => $"Allow {failure.Service}:{failure.Operation} in the role's policy, and look for a service control policy that denies it",
        { Reason: AwsFailureReason.RegionOff, Service: Sts } => "Enable that region's STS in the account, or set AWS_REGION to a region whose STS it has enabled",
        { Reason: AwsFailureReason.RegionOff } => "Enable the region for the account, or take it out of the account's regions",
        { Reason: AwsFailureReason.InvalidToken } => "Check that the access key RootWatch runs with still exists and its secret is right",
        { Reason: AwsFailureReason.Expired, Service: Sts } => "Renew the credentials RootWatch runs with",
        { Reason: AwsFailureReason.Expired } => "A new session is asked for as soon as one can be had; if it lasts, set this machine's clock",
        { Reason: AwsFailureReason.NoCredentials } => "",
        { Reason: AwsFailureReason.ClockSkew } => "Set this machine's clock",
        { Reason: AwsFailureReason.Throttled, Service: "cloudtrail" } =>
            "Somebody else uses up the two LookupEvents calls a second that AWS allows the account: find out who, or lower Poll:CallsPerSecond",
        { Reason: AwsFailureReason.Throttled } => "Find out who else calls AWS so often; it is tried again all the while",
        { Reason: AwsFailureReason.Malformed } => "Look for what answers in AWS's place, such as a proxy or AWS_ENDPOINT_URL",
        { Reason: AwsFailureReason.Unreachable } => "Check the network, the proxy and AWS_ENDPOINT_URL",
        { Reason: AwsFailureReason.ServerError } => "Look at health.aws.amazon.com; it is tried again all the while",
        { Reason: AwsFailureReason.Rejected, HttpStatus: null } => "If AWS has this region, update RootWatch; else take it out of the account's regions",
        { Reason: AwsFailureReason.Rejected, Service: Sts } => "Check the account's roleArn and externalId",
        _ => "Look for a newer version of RootWatch",
    };

    // Closed, as what AWS says is not to be in our own words. Of a session policy nothing: that is ours.
    [GeneratedRegex("(?:(?<denies>with an explicit deny in an? )|because no )(?<kind>service control policy|resource control policy|permissions boundary|VPC endpoint policy)", RegexOptions.CultureInvariant)]
    private static partial Regex PolicyThatRefused();

    private static string Bounded(string text) => text.Length <= ReasonLengthMax ? text : string.Concat(text.AsSpan(0, ReasonLengthMax), "…");
}
