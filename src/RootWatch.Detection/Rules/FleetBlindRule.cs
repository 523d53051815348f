using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each UTC day.</summary>
public sealed class FleetBlindRule() : FleetRule(
    "RW-Q06",
    "Fleet blindness",
    Severity.Critical,
    "T1562.001",
    "Many accounts went dark together: look at what they share, such as a policy of the organisation, a stack set that was deployed, or our own network and credentials, before you look at each.",
    "A change of the organisation's policies that forgot RootWatch; an outage.")
{
    private static readonly RuleThreshold Accounts = new("accounts", 3, 1, 1000, "accounts that may go blind within 15 minutes");
    private static readonly RuleThreshold Percent = new("percent", 5, 0, 100, "of the tenant's accounts that may go blind within 15 minutes");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Accounts, Percent];

    public override IEnumerable<Episode> Episodes(TenantState state, DetectionSettings settings, int accountCount)
    {
        var allowed = Math.Max(settings.Of(this, Accounts), accountCount * settings.Of(this, Percent) / 100);
        return from crowd in Sequences.CrowdsByDay(TenantWatch.BlindAccounts(state), Window, crowd => Different(crowd) > allowed)
               select new Episode(crowd.Day, crowd.Last.Time, string.Create(
                   CultureInfo.InvariantCulture,
                   $"at least {Different(crowd.Entries)} of {accountCount} accounts cannot be read any more since {ShownTime.Of(crowd.Last.Time)} or shortly before"));
    }

    private static int Different(IEnumerable<TraceEntry> accounts) => accounts.Select(account => account.Detail).Distinct(StringComparer.Ordinal).Count();
}
