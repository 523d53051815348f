using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;

namespace RootWatch.Detection.Rules;

/// <summary>Two alerts for each stretch: that it began, and that it is over. What each account tells is told as well; <see cref="BlindnessFold"/> marks it.</summary>
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
    private const int ListedMax = 40;

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Accounts, Percent];

    public override IEnumerable<Episode> Episodes(TenantState state, DetectionSettings settings, int accountCount)
    {
        var allowed = Math.Max(settings.Of(this, Accounts), accountCount * settings.Of(this, Percent) / 100);
        var stretches = MassBlindness.Of(TenantWatch.BlindAccounts(state), TenantWatch.SeenAccounts(state), allowed);
        foreach (var day in stretches.GroupBy(stretch => ShownTime.Day(stretch.OpenedAt)))
        {
            foreach (var (number, stretch) in day.Index())
            {
                // By number, since which account comes first may change as long as facts arrive.
                var key = number == 0 ? day.Key : string.Create(CultureInfo.InvariantCulture, $"{day.Key} {number + 1}");
                var begin = ShownTime.DayOf(stretch.OpenedAt).AddSeconds(number);
                string[] accounts = [.. stretch.Accounts.Select(MassBlindness.AccountOf)];
                yield return new Episode(key, stretch.OpenedAt, string.Create(
                    CultureInfo.InvariantCulture,
                    $"at least {stretch.Accounts.Count} of {accountCount} accounts cannot be read any more since {ShownTime.Of(stretch.OpenedAt)} or shortly before{Causes(stretch)}: {Listed(stretch.Accounts)}"))
                { Begin = begin, AccountIds = accounts };
                if (stretch.ClosedAt is { } closed)
                {
                    yield return new Episode($"{key} seen", closed, string.Create(
                        CultureInfo.InvariantCulture,
                        $"the accounts that went dark together at {ShownTime.Of(stretch.OpenedAt)}, {stretch.Accounts.Count} in all{Causes(stretch)}, can be read again since {ShownTime.Of(closed)}{(stretch.Dark.Count > 0 ? $", but for {Listed(stretch.Dark)}" : "")}"), Severity.Low)
                    { Begin = begin, Closes = (Id, key), AccountIds = accounts };
                }
            }
        }
    }

    private static string Causes(MassBlindness stretch)
    {
        var causes = stretch.Accounts.Select(CauseOf).Where(cause => cause.Length > 0).CountBy(cause => cause, StringComparer.Ordinal)
            .OrderByDescending(cause => cause.Value).ThenBy(cause => cause.Key, StringComparer.Ordinal)
            .Select(cause => string.Create(CultureInfo.InvariantCulture, $"{ShownText.Of(cause.Key, 32)} {cause.Value}"));
        return string.Join(", ", causes) is { Length: > 0 } all ? $" ({all})" : "";
    }

    private static string CauseOf(string member) => member.Split(' ', 2) is [_, var cause] ? cause : "";

    private static string Listed(IReadOnlyList<string> accounts)
    {
        var more = accounts.Count - ListedMax;
        return string.Join(", ", accounts.Take(ListedMax).Select(member => ShownText.Of(MassBlindness.AccountOf(member), 16)))
            + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : "");
    }
}
