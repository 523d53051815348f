using System.Globalization;
using System.Xml.Linq;
using Google.Protobuf.WellKnownTypes;
using RootWatch.Cli.Accounts;
using RootWatch.Cli.Alerts;
using RootWatch.Cli.Drills;
using RootWatch.Cli.Emergencies;
using RootWatch.Cli.Posture;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.V1;
using static RootWatch.Cli.Reports.ReportTexts;
using Severity = RootWatch.V1.Severity;

namespace RootWatch.Cli.Reports;

/// <summary>
/// A report as one page of HTML that asks the network for nothing, runs no script and prints on A4. It is built as a tree,
/// so that no text of an alert can become markup.
/// </summary>
internal static class ReportPage
{
    /// <summary>Of a table; the CSV beside the page has every row.</summary>
    private const int RowsMax = 500;

    private const int NamesMax = 6;
    private const int TextCharsMax = 400;

    public static string Of(TenantReport report)
    {
        var title = $"RootWatch: {ShownText.Of(report.TenantId)}, {report.Period.Name}";
        var page = Tag(
            "html", new XAttribute("lang", "en"),
            Tag(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                Tag("title", title),
                Tag("style", ReportStyle.Css)),
            Tag(
                "body",
                Head(report),
                Sums(ReportTotals.Of(report)),
                Checklists(report),
                Open(report),
                Alerts(report),
                Windows(report),
                Drills(report),
                Blind(report),
                Changes(report),
                Tag("footer", $"Made by rootwatch from {ShownText.Of(report.Server)} at {Time(report.MadeAt)}. All times are UTC. The same as data: report.json and the CSV files beside this page; {ReportCommand.ManifestName} has the sums of all of them.")));
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static XElement Head(TenantReport report) => Tag(
        "header",
        Tag("h1", "Root user report"),
        Tag("p", Class("lead"), $"Tenant {ShownText.Of(report.TenantId)}, {report.Period.Name} ({Day(report.Period.Start)} to {Day(report.Period.End.AddDays(-1))})"),
        report.IsSoFar ? Tag("p", Class("note"), $"The period goes on: this is what was known at {Time(report.MadeAt)}.") : null,
        report.Unreachable.Count > 0
            ? Tag("p", Class("note bad"), $"Not whole: {Number(report.Unreachable.Count)} accounts did not answer, and what they would have told is missing here: {string.Join(", ", report.Unreachable.Take(RowsMax).Select(id => ShownText.Of(id)))}.")
            : null);

    private static XElement Sums(ReportTotals totals) => Tag(
        "section", Class("sums"),
        Sum("Accounts", Number(totals.Accounts)),
        totals.Points.Where(point => point.Count > 0 || point.Status is PostureStatus.Pass or PostureStatus.Fail)
            .Select(point => Sum($"Points {PostureView.Name(point.Status)}", Number(point.Count), point.Count > 0 ? StatusClass(point.Status) : "")),
        totals.Alerts.Where(alerts => alerts.Severity is Severity.Critical or Severity.High or Severity.Medium)
            .Select(alerts => Sum($"Alerts {AlertView.Name(alerts.Severity)}", Number(alerts.Count), alerts.Count > 0 ? AlertView.Name(alerts.Severity) : "")),
        Sum("Emergency windows", Number(totals.Windows)),
        Sum("Without a review", Number(totals.WindowsUnreviewed), totals.WindowsUnreviewed > 0 ? "fail" : ""),
        Sum("Blind seconds", totals.SeenShare is null ? "-" : Number(totals.BlindSeconds), totals.BlindSeconds > 0 ? "fail" : ""),
        Sum("Seen of the time watched", totals.SeenShare is { } share ? Percent(share) : NotWatched));

    private static XElement Checklists(TenantReport report)
    {
        var points = report.Accounts.SelectMany(account => account.Checklist.Points).DistinctBy(point => point.Number).OrderBy(point => point.Number).ToArray();
        return Section(
            "Checklist", $"As of {Time(report.MadeAt)}. {string.Join(" ", points.Select(point => $"{Number(point.Number)}: {ShownText.Of(point.Title)}."))}",
            Table(
                "matrix",
                ["Account", .. points.Select(point => Number(point.Number)), "Watermark", "Blind seconds"],
                report.Accounts.Select(account => Row(
                [
                    Account(account.Account),
                    .. points.Select(point => account.Checklist.Points.FirstOrDefault(own => own.Number == point.Number) is { } own ? Status(own.Status) : Cell("-")),
                    Cell(Time(Times.Of(account.Account.Watermark))),
                    Cell(account.Watched is null ? NotWatched : Number((long)account.BlindTime.TotalSeconds)),
                ]))),
            report.Paused.Count > 0
                ? Tag("p", $"Not watched any more, as they are gone from their organization: {Names([.. report.Paused], RowsMax)}.")
                : null);
    }

    /// <summary>What many accounts lack alike is one row.</summary>
    private static XElement Open(TenantReport report)
    {
        var open = (from account in report.Accounts
                    from point in account.Checklist.Points
                    from part in point.Parts
                    where part.Status is PostureStatus.Fail or PostureStatus.Unknown
                    group account.Account by (point.Number, point.Title, part.Source, part.Status, part.Text) into alike
                    orderby alike.Key.Status == PostureStatus.Fail descending, alike.Key.Number, alike.Count() descending
                    select alike).ToArray();
        return Section(
            "What is open", open.Length == 0 ? "Nothing: every point passes or is exempt." : Shown(open.Length, "checklist.csv"),
            open.Length == 0 ? null : Table(
                "open",
                ["Point", "Source", "Status", "Evidence", "Accounts"],
                open.Take(RowsMax).Select(alike => Row(
                    Cell($"{Number(alike.Key.Number)}. {alike.Key.Title}"), Cell(alike.Key.Source), Status(alike.Key.Status), Cell(alike.Key.Text), Cell(Names([.. alike], NamesMax))))));
    }

    private static string Names(Account[] accounts, int countMax) =>
        string.Join(", ", accounts.Take(countMax).Select(account => $"{account.AccountId} {ShownText.Of(account.Name)}"))
        + (accounts.Length > countMax ? $" and {Number(accounts.Length - countMax)} more" : "");

    private static XElement Alerts(TenantReport report)
    {
        var told = report.Alerts.Where(alert => alert.Severity >= Severity.Medium).OrderByDescending(alert => alert.Severity).ThenBy(TenantReport.TimeOf).ToArray();
        var less = report.Alerts.Count - told.Length;
        return Section(
            "Alerts",
            (told.Length == 0 ? "None of severity medium or above." : Shown(told.Length, "alerts.csv")) + (less > 0 ? $" {Number(less)} of severity low or info are in alerts.csv." : ""),
            told.Length == 0 ? null : Table(
                "alerts",
                ["Time", "Account", "Severity", "Rule", "What happened"],
                told.Take(RowsMax).Select(alert => Row(
                    Cell(Time(TenantReport.TimeOf(alert))), Cell(alert.AccountId), SeverityCell(alert), Cell($"{alert.RuleId} {alert.Title}"), Cell(What(alert))))));
    }

    private static XElement Windows(TenantReport report) => Section(
        "Emergency windows", report.Windows.Count == 0 ? "None." : Shown(report.Windows.Count, "windows.csv"),
        report.Windows.Count == 0 ? null : Table(
            "windows",
            ["Window", "Status", "Purpose", "Agreed by", "Open", "What root did", "Review"],
            report.Windows.Take(RowsMax).Select(window => Row(
                Cell(window.WindowId), Cell(WindowView.Name(window.Status)), Cell($"{window.Purpose} ({window.Ticket})"),
                Cell(window.ApprovedBy.Length > 0 ? $"{window.RequestedBy}, {window.ApprovedBy}" : $"{window.RequestedBy}; nobody approved it"),
                Cell(Times.Of(window.OpensAt) is null ? "-" : $"{Times.Minute(window.OpensAt)} to {Times.Minute(window.ClosedAt ?? window.ClosesAt)}"),
                Cell(Acts(window)), Cell(Review(window))))));

    private static XElement Drills(TenantReport report) => Section(
        "Drills", report.Drills.Count == 0 ? "None." : Shown(report.Drills.Count, "drills.csv"),
        report.Drills.Count == 0 ? null : Table(
            "drills",
            ["Drill", "Status", "Started", "Alert after", "Seen after", "Acknowledged after", "Closed after", "Note"],
            report.Drills.Take(RowsMax).Select(drill => Row(
                Cell(drill.DrillId), Cell(DrillView.Name(drill.Status)), Cell($"{Times.Minute(drill.StartedAt)} by {drill.StartedBy}"), Cell(After(drill, drill.RaisedAt, "")),
                Cell(After(drill, drill.SeenAt, drill.SeenBy)), Cell(After(drill, drill.AcknowledgedAt, drill.AcknowledgedBy)), Cell(After(drill, drill.ClosedAt, drill.ClosedBy)),
                Cell(drill.Note)))));

    private static string After(Drill drill, Timestamp? at, string by) =>
        at is null ? "-" : by.Length > 0 ? $"{DrillView.After(drill, at)} by {by}" : DrillView.After(drill, at);

    private static XElement Blind(TenantReport report)
    {
        var rows = report.Accounts.SelectMany(account => account.Blind
            .Select(spell => (account.Account, Kind: "not seen", Since: (DateTimeOffset?)spell.Since, spell.Until, Reason: $"{Number((long)account.BlindTimeOf(spell).TotalSeconds)} seconds of the period"))
            .Concat(account.Gaps.Select(gap => (account.Account, Kind: gap.Recoverable ? "not read yet" : "lost", Since: gap.Start, Until: gap.End, Reason: $"{gap.Region} {gap.Query}: {gap.Reason}")))
            .Concat(report.Unwatched(account) is { } unwatched ? [(account.Account, Kind: NotWatched, Since: unwatched.Since, unwatched.Until, Reason: "it was not watched yet")] : [])).ToArray();
        return Section(
            "Blindness",
            report.Accounts.Count == 0 ? "No account is watched."
                : $"Time in which RootWatch lost sight of an account; that in which it did not run itself is not counted, and was read afterwards. {(rows.Length == 0 ? "None." : Shown(rows.Length, "blind.csv"))}".TrimEnd(),
            rows.Length == 0 ? null : Table(
                "blind",
                ["Account", "Kind", "Since", "Until", "How long, or why"],
                rows.Take(RowsMax).Select(row => Row(
                    Account(row.Account), Cell(row.Kind), Cell(Time(row.Since)), Cell(row.Until is null ? "it lasts" : Time(row.Until)), Cell(row.Reason)))));
    }

    private static XElement Changes(TenantReport report)
    {
        var changes = report.Changes.ToArray();
        return Section(
            "Changes", "What changed root's credentials, its recovery or what guards an account, and checks that no longer pass. " + (changes.Length == 0 ? "None." : Shown(changes.Length, "changes.csv")),
            changes.Length == 0 ? null : Table(
                "changes",
                ["Time", "Account", "Rule", "What happened", "Window"],
                changes.Take(RowsMax).Select(alert => Row(
                    Cell(Time(TenantReport.TimeOf(alert))), Cell(alert.AccountId), Cell($"{alert.RuleId} {alert.Title}"), Cell(What(alert)),
                    Cell(alert.WindowId.Length == 0 ? "" : $"{alert.WindowId}{(alert.Expected ? ", expected" : ", not allowed")}")))));
    }

    private static string Shown(int count, string file) => count > RowsMax ? $"{Number(RowsMax)} of {Number(count)}; all are in {file}." : "";

    private static string Acts(EmergencyWindow window)
    {
        var changes = window.Acts.Where(act => act.Write).ToArray();
        var calls = string.Join(", ", changes.Select(act => ServiceCall.Of(act.EventSource, act.EventName)).Distinct().Take(10));
        var text = changes.Length == 0 ? "no change" : $"{Number(changes.Sum(act => (long)act.Count))} changes: {calls}";
        return window.Candidates.Count > 0 ? $"{text}; {Number(window.Candidates.Count)} may not have been meant" : text;
    }

    private static string Review(EmergencyWindow window) => window.Review is { } review
        ? $"{review.By}, {Times.Minute(review.At)}: {review.Note}"
        : window.ReviewDue is null ? "-"
        : $"due {Times.Minute(window.ReviewDue)}; open: {string.Join(", ", window.Tasks.Where(task => !task.Done).Select(task => task.Name))}";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static XElement Section(string title, string text, params XElement?[] content) =>
        Tag("section", Tag("h2", title), text.Length > 0 ? Tag("p", text) : null, content);

    private static XElement Table(string kind, IEnumerable<string> header, IEnumerable<XElement> rows) => Tag(
        "table", Class(kind),
        Tag("thead", Tag("tr", header.Select(name => Tag("th", new XAttribute("scope", "col"), name)))),
        Tag("tbody", rows));

    private static XElement Row(params XElement[] cells) => Tag("tr", cells.Cast<object>().ToArray());

    private static XElement Cell(string text) => Tag("td", ShownText.Of(text, TextCharsMax));

    private static XElement Account(Account account) =>
        Tag("td", Tag("b", ShownText.Of(account.AccountId)), " ", ShownText.Of(account.Name));

    private static XElement Status(PostureStatus status) => Tag("td", Tag("span", Class(StatusClass(status)), PostureView.Name(status)));

    private static XElement SeverityCell(V1.Alert alert) => Tag("td", Tag("span", Class(AlertView.Name(alert.Severity)), AlertView.Name(alert.Severity)));

    private static XElement Sum(string name, string count, string kind = "") => Tag("div", Class(kind), Tag("b", count), Tag("span", name));

    private static string StatusClass(PostureStatus status) => PostureView.Name(status).ToLowerInvariant();

    private static XAttribute Class(string name) => new("class", name);

    /// <summary>With an end tag of its own, also if it is empty.</summary>
    private static XElement Tag(string name, params object?[] content) => new(name, [.. content, ""]);
}
