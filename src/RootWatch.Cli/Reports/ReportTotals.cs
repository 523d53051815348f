using RootWatch.V1;

namespace RootWatch.Cli.Reports;

/// <summary>The sums of a report.</summary>
/// <param name="Points">Of the checklists, how many points of all accounts say what.</param>
/// <param name="Alerts">By severity, the most urgent first; all severities.</param>
/// <param name="BlindSeconds">Of all accounts together.</param>
/// <param name="SeenShare">Of the time in which the accounts were watched, of all together, the part in which they were seen; 0 to 1. Null: none was watched in the period.</param>
internal sealed record ReportTotals(
    int Accounts,
    IReadOnlyList<(PostureStatus Status, int Count)> Points,
    IReadOnlyList<(Severity Severity, int Count)> Alerts,
    int Windows,
    int WindowsUnreviewed,
    int Drills,
    int DrillsPassed,
    int Changes,
    long BlindSeconds,
    double? SeenShare)
{
    private static readonly PostureStatus[] Statuses = [PostureStatus.Pass, PostureStatus.Fail, PostureStatus.Unknown, PostureStatus.Exempt];
    private static readonly Severity[] Severities = [Severity.Critical, Severity.High, Severity.Medium, Severity.Low, Severity.Info];

    public static ReportTotals Of(TenantReport report)
    {
        var points = report.Accounts.SelectMany(account => account.Checklist.Points).ToArray();
        var blind = report.Accounts.Aggregate(TimeSpan.Zero, (sum, account) => sum + account.BlindTime);
        var watched = report.Accounts.Aggregate(TimeSpan.Zero, (sum, account) => sum + (account.Watched?.Length ?? TimeSpan.Zero));
        return new ReportTotals(
            report.Accounts.Count,
            [.. Statuses.Select(status => (status, points.Count(point => point.Status == status)))],
            [.. Severities.Select(severity => (severity, report.Alerts.Count(alert => alert.Severity == severity)))],
            report.Windows.Count,
            report.Windows.Count(window => window.Status == WindowStatus.InReview),
            report.Drills.Count,
            report.Drills.Count(drill => drill.Status == DrillStatus.Passed),
            report.Changes.Count(),
            (long)blind.TotalSeconds,
            watched > TimeSpan.Zero ? 1 - (blind / watched) : null);
    }
}
