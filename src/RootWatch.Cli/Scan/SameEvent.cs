using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan;

/// <summary>
/// Several trails write one event several times, not always in the same text, and some files hold one id for different
/// events. Only what agrees in all of this is the same event: had one of them another outcome, another second factor or
/// another address, it would be another finding.
/// </summary>
internal sealed class SameEvent : IEqualityComparer<CloudTrailEvent>
{
    private static readonly Func<CloudTrailEvent, string>[] Texts =
    [
        e => e.EventKey, e => e.AccountId, e => e.EventName, e => e.SignInOutcome, e => e.MfaUsed, e => e.ErrorCode, e => e.ErrorMessage, e => e.SourceIpAddress,
    ];

    public static SameEvent Comparer { get; } = new();

    public bool Equals(CloudTrailEvent? one, CloudTrailEvent? other) => one is not null && other is not null && Compare(one, other) == 0;

    /// <summary>Ids are seldom shared.</summary>
    public int GetHashCode(CloudTrailEvent e) => e.EventKey.GetHashCode(StringComparison.Ordinal);

    public static int Compare(CloudTrailEvent one, CloudTrailEvent other)
    {
        foreach (var text in Texts)
        {
            if (string.CompareOrdinal(text(one), text(other)) is not 0 and var order)
            {
                return order;
            }
        }

        return Nullable.Compare(one.EventTime, other.EventTime);
    }
}
