using System.Globalization;
using System.Text.Encodings.Web;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan.Output;

/// <summary>
/// One page that needs nothing besides itself: no script, no picture, no font, nothing fetched; its own policy forbids it to.
/// The filters are check boxes that the style sheet looks at. Every text out of the input is escaped twice: by
/// <see cref="ShownText"/> for people's eyes, then for HTML.
/// </summary>
internal sealed class HtmlReport(TextWriter output, ScanTotals totals)
{
    // A page must stay one that a browser can show. The worst has room first, and what is left out is said where it would stand.
    private const int AccountsMax = 200;
    private const int FindingsPerAccountMax = 1000;
    private const int SessionsPerAccountMax = 200;
    private const int EventsPerSessionMax = 500;

    public void Write(IReadOnlyList<Alert> findings, IEnumerable<CloudTrailEvent> rootEvents)
    {
        var events = rootEvents.ToLookup(e => e.AccountId, StringComparer.Ordinal);
        var byAccount = findings.ToLookup(finding => finding.AccountId, StringComparer.Ordinal);
        var accounts = WorstAccountsFirst(byAccount, byAccount.Select(group => group.Key).Union(events.Select(group => group.Key), StringComparer.Ordinal));
        var shown = accounts.Take(AccountsMax).ToList();
        output.Write("""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>RootWatch: what root did</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <style>
            """);
        output.Write(HtmlStyle.Sheet);
        for (var i = 0; i < shown.Count; i++)
        {
            output.Write(Line($"body:has(#a{i}:not(:checked)) .a{i}{{display:none}}"));
        }

        output.Write("</style></head><body>\n<h1>RootWatch: what root did</h1>\n");
        Totals(findings, accounts.Count);
        Filters(shown);
        for (var i = 0; i < shown.Count; i++)
        {
            Account(shown[i], i, [.. byAccount[shown[i]]], [.. events[shown[i]]]);
        }

        var leftOut = accounts.Skip(AccountsMax).ToList();
        More(leftOut.Count, "accounts, none worse than those above", leftOut.SelectMany(id => byAccount[id]).Select(finding => (Severity?)finding.Severity), ": choose some with --account");
        output.Write("</body></html>\n");
    }

    /// <summary>By the number of critical findings, then of high ones, and so on.</summary>
    private static List<string> WorstAccountsFirst(ILookup<string, Alert> findings, IEnumerable<string> accounts)
    {
        var ordered = accounts.OrderBy(id => id, StringComparer.Ordinal).ToList();
        foreach (var severity in Enum.GetValues<Severity>())
        {
            // A stable sort: those that are equal in this keep the order of what is less severe.
            ordered = [.. ordered.OrderByDescending(id => findings[id].Count(finding => finding.Severity == severity))];
        }

        return ordered;
    }

    private void Totals(IReadOnlyList<Alert> findings, int accounts)
    {
        output.Write("<dl class=\"totals\">");
        Total("files", totals.Files);
        Total("records", totals.Records);
        Total("root records", totals.RootRecords);
        Total("repeated", totals.Repeated);
        Total("unreadable", totals.Unreadable);
        Total("accounts", accounts);
        Total("findings", findings.Count);
        output.Write("</dl>\n");
        if (totals.Unreadable > 0)
        {
            output.Write(Line($"<p class=\"warning\">{totals.Unreadable} places of the input could not be read ({Text(string.Join(", ", totals.UnreadableByReason.Select(pair => $"{pair.Key} {pair.Value}")))}): this report does not show what stood there.</p>\n"));
        }

        void Total(string name, long count) => output.Write(Line($"<div><dt>{name}</dt><dd>{count}</dd></div>"));
    }

    private void Filters(List<string> accounts)
    {
        output.Write("<fieldset><legend>Show</legend>");
        foreach (var severity in SeverityNames.All.Reverse())
        {
            output.Write(Line($"<label class=\"{severity}\"><input type=\"checkbox\" id=\"s-{severity}\" checked> {severity}</label> "));
        }

        output.Write("</fieldset>\n");
        if (accounts.Count > 1)
        {
            output.Write("<fieldset><legend>Accounts</legend>");
            for (var i = 0; i < accounts.Count; i++)
            {
                output.Write(Line($"<label><input type=\"checkbox\" id=\"a{i}\" checked> {Name(accounts[i])}</label> "));
            }

            output.Write("</fieldset>\n");
        }
    }

    private void Account(string id, int number, Alert[] findings, CloudTrailEvent[] events)
    {
        output.Write(Line($"<section class=\"a{number}\"><h2>Account {Name(id)}</h2>\n"));
        Timeline(findings, events);
        if (findings.Length > 0)
        {
            output.Write("<h3>Findings</h3>\n<table class=\"findings\"><thead><tr><th>Time (UTC)<th>Severity<th>Rule<th>Score<th>What and what to do</tr></thead><tbody>\n");
            var chosen = WorstFirst<Alert>.Of(findings, FindingsPerAccountMax, finding => finding.Severity, finding => finding.Score);
            foreach (var finding in chosen.Shown)
            {
                Finding(finding);
            }

            // Rows of their severity, so that whoever looks at that one alone sees that they lack.
            foreach (var (severity, count) in Counts(chosen.LeftOut.Select(finding => (Severity?)finding.Severity)))
            {
                output.Write(Line($"<tr class=\"finding {severity}\"><td colspan=\"5\" class=\"warning\">and {count} more of severity {severity}: choose some with --since, --until or --rule</tr>\n"));
            }

            output.Write("</tbody></table>\n");
        }

        var sessions = RootSession.Of(events);
        if (sessions.Count > 0)
        {
            output.Write("<h3>Sessions of root</h3>\n");
            var worst = findings.GroupBy(finding => finding.EventId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Max(finding => finding.Severity), StringComparer.Ordinal);
            var chosen = WorstFirst<RootSession>.Of(sessions, SessionsPerAccountMax, OfSession, _ => 0);
            foreach (var session in chosen.Shown)
            {
                Session(session, OfEvent);
            }

            More(chosen.LeftOut.Count, "sessions", chosen.LeftOut.Select(OfSession), ": choose some with --since and --until");

            Severity? OfEvent(CloudTrailEvent e) => worst.TryGetValue(ShownText.Of(e.EventId), out var severity) ? severity : null;
            Severity? OfSession(RootSession session) => session.Events.Max(OfEvent);
        }

        output.Write("</section>\n");
    }

    /// <summary>A strip from the first to the last moment: findings above by their severity, root's events below.</summary>
    private void Timeline(Alert[] findings, CloudTrailEvent[] events)
    {
        var times = findings.Select(finding => finding.EventTime).Concat(events.Select(e => e.EventTime)).OfType<DateTimeOffset>().ToList();
        if (times.Count == 0)
        {
            return;
        }

        var first = times.Min();
        var seconds = Math.Max(1, (times.Max() - first).TotalSeconds);
        output.Write("<h3>Timeline</h3>\n<svg class=\"timeline\" role=\"img\" aria-label=\"Findings and events of root over time\"><line x1=\"0\" y1=\"23\" x2=\"100%\" y2=\"23\"/>");
        foreach (var place in events.Select(e => e.EventTime).OfType<DateTimeOffset>().Select(PlaceOf).Distinct())
        {
            output.Write(Line($"<line class=\"event\" x1=\"{place}%\" y1=\"26\" x2=\"{place}%\" y2=\"38\"/>"));
        }

        foreach (var (place, severity) in findings.Where(finding => finding.EventTime is not null)
            .Select(finding => (Place: PlaceOf(finding.EventTime!.Value), finding.Severity)).Distinct().OrderBy(mark => mark.Severity))
        {
            output.Write(Line($"<circle class=\"finding {SeverityNames.Format(severity)}\" cx=\"{place}%\" cy=\"{20 - (2 * (int)severity)}\" r=\"{2 + (int)severity}\"/>"));
        }

        output.Write(Line($"</svg>\n<p class=\"ends\"><span>{Time(first)}</span><span>{Time(times.Max())}</span></p>\n"));

        // Percent of the strip, so that it is as wide as the page and its marks stay round; in steps that can be told apart.
        double PlaceOf(DateTimeOffset time) => Math.Round((time - first).TotalSeconds / seconds * 100, 1);
    }

    private void Finding(Alert finding)
    {
        var severity = SeverityNames.Format(finding.Severity);
        output.Write(Line($"<tr class=\"finding {severity}\"><td>{Time(finding.EventTime)}<td><b class=\"{severity}\">{severity}</b><td>{Text(finding.RuleId)}<br>{Text(finding.Title)}<td>{finding.Score}"));
        output.Write(Line($"<td>{Text(finding.Summary, 2000)}<details><summary>Event, score</summary><p>event {Text(finding.EventId)}: {Text(finding.EventSource)} {Text(finding.EventName)} in {Text(finding.Region)}</p><ul>"));
        foreach (var reason in finding.Reasons)
        {
            output.Write(Line($"<li>{reason.Points:+0;-0;0} {Text(reason.Term)}: {Text(reason.Text)}"));
        }

        output.Write("</ul></details></tr>\n");
    }

    /// <param name="severity">The worst that was found in an event; null if nothing was.</param>
    private void Session(RootSession session, Func<CloudTrailEvent, Severity?> severity)
    {
        var mfa = session.HasMfa switch { true => "with MFA", false => "<b class=\"high\">without MFA</b>", null => "MFA not told" };
        var began = session.Began is { } time ? $"Signed in {Time(time)}, {mfa}" : $"Without a console session: an access key, or the billing pages; {mfa}";
        output.Write(Line($"<details class=\"session\"><summary>{began}; {session.Events.Count} events until {Time(session.Ended)}, {session.Writes} changes, {session.Refused} refused</summary>\n"));
        output.Write(Line($"<p>from {List(session.Addresses)}; regions {List(session.Regions)}; services {List(session.Services)}</p>\n"));
        output.Write("<table><thead><tr><th>Time (UTC)<th>Call<th>Region<th>From<th>Outcome</tr></thead><tbody>\n");
        var chosen = WorstFirst<CloudTrailEvent>.Of(session.Events, EventsPerSessionMax, severity, e => e.IsWrite ? 1 : 0);
        foreach (var e in chosen.Shown)
        {
            var outcome = e.ErrorCode.Length > 0 ? e.ErrorCode : e.ErrorMessage.Length > 0 ? e.ErrorMessage : e.SignInOutcome;
            output.Write(Line($"<tr class=\"{(e.IsWrite ? "write" : "read")}\"><td>{Time(e.EventTime)}<td>{Text(e.EventSource)} {Text(e.EventName)}<td>{Text(e.Region)}<td>{Text(e.SourceIpAddress)}<td>{Text(outcome)}</tr>\n"));
        }

        output.Write("</tbody></table>\n");
        More(chosen.LeftOut.Count, "events", chosen.LeftOut.Select(severity), "");
        output.Write("</details>\n");
    }

    private void More(int count, string what, IEnumerable<Severity?> severities, string remedy)
    {
        if (count > 0)
        {
            var counts = string.Join(", ", Counts(severities).Select(pair => Line($"{pair.Severity} {pair.Count}")));
            output.Write(Line($"<p class=\"warning\">and {count} more {what}{(counts.Length > 0 ? $" ({counts})" : "")}{remedy}</p>\n"));
        }
    }

    private static IEnumerable<(string Severity, int Count)> Counts(IEnumerable<Severity?> severities) => severities
        .GroupBy(severity => severity ?? 0)
        .OrderByDescending(group => group.Key)
        .Select(group => (group.Key == 0 ? "without findings" : SeverityNames.Format(group.Key), group.Count()));

    private static string List(IEnumerable<string> texts)
    {
        const int Max = 20;
        var all = texts.ToList();
        return string.Join(", ", all.Take(Max).Select(text => Text(text))) + (all.Count > Max ? Line($" and {all.Count - Max} more") : "");
    }

    private static string Name(string accountId) => accountId.Length > 0 ? Text(accountId) : "(not told)";

    private static string Time(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "not told";

    private static string Text(string text, int charsMax = ShownText.CharsMax) => HtmlEncoder.Default.Encode(ShownText.Of(text, charsMax));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
