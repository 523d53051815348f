using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Tenants;

/// <summary>An account that went dark and has not been read again.</summary>
/// <param name="At">Since when it is dark.</param>
/// <param name="PartOf">Id of the alert that opened the stretch which it belongs to; empty: none.</param>
public sealed record DarkAccount(string AccountId, DateTimeOffset At, string PartOf)
{
    /// <summary>Its own watch stands still. An account may be dark in both ways at once, and comes back from each by itself.</summary>
    public bool IsOfWatch { get; init; }

    /// <summary>Its home region went dark after the rest of it, and comes back by itself as well.</summary>
    public bool IsOfHome { get; init; }
}

/// <summary>
/// Says of each alert about one account's blindness which stretch of mass blindness it is part of, in the order in which the
/// tenant's log takes them: the same log always has the same marks. What the alert of a stretch lists and what is marked
/// after it are together all of the stretch, since both follow from the order of one log. Pure, and bounded.
/// </summary>
public sealed record BlindnessFold
{
    public const int DarkMax = TenantState.CampaignAccountsMax;

    private const string Mass = "RW-Q06";

    public static BlindnessFold None { get; } = new();

    /// <summary>Id of the alert that opened the stretch; empty: none is open.</summary>
    public string OpenedBy { get; init; } = "";

    /// <summary>When the last account joined it.</summary>
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>In the order in which they were told of.</summary>
    public IReadOnlyList<DarkAccount> Dark { get; init; } = [];

    /// <summary>Whose alerts may be marked, or change what others are marked with.</summary>
    public static IReadOnlyList<string> Rules { get; } =
        [.. RuleCatalogue.All.Select(rule => rule.Id).Where(id => id == Mass || TenantFact.KindOf(id, eventId: "", closes: "") is TenantFactKind.Blind or TenantFactKind.Seen)];

    /// <summary>The next alert of the log as it is to be stored, and what to go on with.</summary>
    public (BlindnessFold Fold, Alert Alert) Take(Alert alert) =>
        alert.EventTime is not { } at ? (this, alert)
        : alert.RuleId == Mass ? (alert.Closes.Length > 0 ? (Close(alert), alert) : Open(alert, at))
        : TenantFact.KindOf(alert.RuleId, alert.EventId, alert.Closes) switch
        {
            TenantFactKind.Blind => Darken(alert, at),
            TenantFactKind.Seen => Lighten(alert),
            _ => (this, alert),
        };

    /// <summary>Who has gone dark since the rule looked belongs to it as well, and is named along with the others.</summary>
    private (BlindnessFold, Alert) Open(Alert alert, DateTimeOffset at)
    {
        var members = alert.AccountIds.ToHashSet(StringComparer.Ordinal);
        members.UnionWith(Dark.Where(dark => dark.PartOf.Length == 0 && dark.At >= at - MassBlindness.Window).Select(dark => dark.AccountId));
        return (
            this with
            {
                OpenedBy = alert.AlertId,
                JoinedAt = at,
                Dark = [.. Dark.Select(dark => members.Contains(dark.AccountId) ? dark with { PartOf = alert.AlertId } : dark)],
            },
            alert with { AccountIds = [.. members.Order(StringComparer.Ordinal)] });
    }

    private BlindnessFold Close(Alert alert) => alert.Closes == OpenedBy ? this with { OpenedBy = "" } : this;

    private (BlindnessFold, Alert) Darken(Alert alert, DateTimeOffset at)
    {
        var openedBy = at - JoinedAt > MassBlindness.JoinWithin ? "" : OpenedBy;
        var dark = Without(alert).Append(new DarkAccount(alert.AccountId, at, openedBy) { IsOfWatch = TenantFact.IsOfWatch(alert), IsOfHome = TenantFact.IsOfHome(alert) }).TakeLast(DarkMax);
        return (this with { OpenedBy = openedBy, JoinedAt = openedBy.Length > 0 && at > JoinedAt ? at : JoinedAt, Dark = [.. dark] }, alert with { PartOf = openedBy });
    }

    private (BlindnessFold, Alert) Lighten(Alert alert) => Dark.FirstOrDefault(dark => IsAbout(dark, alert)) is { } dark
        ? (this with { Dark = [.. Without(alert)] }, alert with { PartOf = dark.PartOf })
        : (this, alert);

    private IEnumerable<DarkAccount> Without(Alert alert) => Dark.Where(dark => !IsAbout(dark, alert));

    private static bool IsAbout(DarkAccount dark, Alert alert) =>
        dark.AccountId == alert.AccountId && dark.IsOfWatch == TenantFact.IsOfWatch(alert) && dark.IsOfHome == TenantFact.IsOfHome(alert);
}
