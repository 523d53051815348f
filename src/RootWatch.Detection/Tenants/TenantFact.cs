using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Origins;

namespace RootWatch.Detection.Tenants;

/// <summary>What one account adds to the view of all accounts of a tenant.</summary>
/// <param name="Key">Of the event or episode; the same however often it is told.</param>
/// <param name="Address">Of a sign-in, if the record names one; empty for blindness.</param>
public sealed record TenantFact(string AccountId, TenantFactKind Kind, DateTimeOffset At, string Key, string Address = "")
{
    private const string Watch = "RW-X11";

    /// <summary>Autonomous system and family of user agents, as <c>64500 chrome</c>; empty if either is unknown.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>Of the address; null: not known.</summary>
    public uint? Asn { get; init; }

    /// <summary>Of blindness and its end: why AWS's answers fail to come, or what is with the watch, in one word of ours.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Null if the alert says nothing about other accounts.</summary>
    /// <param name="asn">Of the alert's address, if known.</param>
    public static TenantFact? Of(Alert alert, uint? asn = null) => alert.DrillId.Length > 0 ? null : (KindOf(alert.RuleId, alert.EventId, alert.Closes), alert.EventTime) switch
    {
        (TenantFactKind.SignIn, { } time) => new TenantFact(alert.AccountId, TenantFactKind.SignIn, time, alert.EventId, SourceAddress.Parse(alert.SourceIpAddress)?.ToString() ?? "")
        {
            Asn = asn,
            Provenance = asn is { } number && AgentFamily.Of(alert.UserAgent) is { Length: > 0 } family ? $"{number} {family}" : "",
        },
        (TenantFactKind.Blind, { } time) => new TenantFact(alert.AccountId, TenantFactKind.Blind, time, alert.AlertId) { Cause = alert.ErrorCode },
        // The account's own is still to come, and ends both.
        (TenantFactKind.Seen, { } time) when !IsOfHome(alert) => new TenantFact(alert.AccountId, TenantFactKind.Seen, time, alert.AlertId) { Cause = IsOfWatch(alert) ? Unattended.Over : "" },
        _ => null,
    };

    /// <summary>Whether it tells of the watch itself and not of AWS's answers: an account may be dark in both ways, and one ends without the other.</summary>
    public static bool IsOfWatch(Alert alert) => alert.RuleId == Watch;

    /// <summary>Whether it tells of the home region alone, in a stretch in which the account cannot be read whole.</summary>
    public static bool IsOfHome(Alert alert) => alert is { EventId: "", Region.Length: > 0 } && alert.RuleId is "RW-X04" or "RW-X06";

    /// <summary>What an alert tells of, by its rule, its event and what it closes; null: none of these.</summary>
    public static TenantFactKind? KindOf(string ruleId, string eventId, string closes) => ruleId switch
    {
        "RW-S01" or "RW-S03" => TenantFactKind.SignIn,
        "RW-X04" => TenantFactKind.Blind,
        Watch => closes.Length > 0 ? TenantFactKind.Seen : TenantFactKind.Blind,
        // The same rule tells of late events, each of which it names.
        "RW-X06" when eventId.Length == 0 => TenantFactKind.Seen,
        _ => null,
    };
}

public enum TenantFactKind
{
    /// <summary>Somebody signed in as root, or tried to.</summary>
    SignIn,

    /// <summary>The account cannot be read since then.</summary>
    Blind,

    /// <summary>It can be read again.</summary>
    Seen,
}
