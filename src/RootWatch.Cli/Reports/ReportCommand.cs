using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RootWatch.Cli.Alerts;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Posture;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Reports;

internal static class ReportCommand
{
    /// <summary>As <c>sha256sum --check</c> reads it.</summary>
    public const string ManifestName = "SHA256SUMS";

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var tenant = new Option<string?>("--tenant") { Description = "Whose report it is; needed by tokens that see several tenants.", HelpName = "id" };
        var period = new Option<string?>("--period") { Description = "A month (2026-11), a year (2026), a day (2026-11-03) or days from..to (2026-11-01..2026-11-15), in UTC. Default: the last whole month.", HelpName = "time" };
        period.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!ReportPeriod.TryParse(text, out _))
            {
                result.AddError($"--period: '{ShownText.Of(text)}' is no period; write 2026-11, 2026, 2026-11-03 or 2026-11-01..2026-11-15.");
            }
        });
        var folder = new Option<string?>("--out") { Description = "Folder to write to. Default: rootwatch-report-TENANT-PERIOD in the working folder.", HelpName = "path" };
        var force = new Option<bool>("--force") { Description = "Write into a folder that holds something already." };
        var output = ValueOptions.Output();
        var command = new Command("report", "Writes a tenant's report of a period: the checklist of each account, alerts, emergency windows and their reviews, drills, blind seconds and changes, as HTML (it prints on A4), CSV and JSON, with SHA-256 sums.") { tenant, period, folder, force, output };
        server.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var asked = parsed.GetValue(period) is { } text && ReportPeriod.TryParse(text, out var known) ? known : ReportPeriod.MonthBefore(context.Clock.GetUtcNow());
            if (asked.Start > context.Clock.GetUtcNow())
            {
                throw new ProblemException($"the period {asked.Name} has not begun.");
            }

            using var connection = server.Connect(parsed, context);
            var report = await new ReportReader(context, connection, cancel).ReadAsync(parsed.GetValue(tenant), asked);
            var path = parsed.GetValue(folder) ?? $"rootwatch-report-{report.TenantId}-{asked.Name}";
            Write(path, parsed.GetValue(force), report);
            Show(context, path, report, parsed.GetValue(output) == "json");
            return report.Unreachable.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return command.WithNotes("Exit code 0: the report is whole. 1: it lacks accounts that did not answer, or could not be made.");
    }

    private static void Write(string path, bool force, TenantReport report)
    {
        (string Name, ReadOnlyMemory<byte> Content)[] files =
        [
            ("report.html", Encoding.UTF8.GetBytes(ReportPage.Of(report))),
            ("report.json", ReportJson.Of(report)),
            ("checklist.csv", Encoding.UTF8.GetBytes(ReportCsv.Checklist(report))),
            ("alerts.csv", Encoding.UTF8.GetBytes(ReportCsv.Alerts(report))),
            ("windows.csv", Encoding.UTF8.GetBytes(ReportCsv.Windows(report))),
            ("drills.csv", Encoding.UTF8.GetBytes(ReportCsv.Drills(report))),
            ("blind.csv", Encoding.UTF8.GetBytes(ReportCsv.Blind(report))),
            ("changes.csv", Encoding.UTF8.GetBytes(ReportCsv.Changes(report))),
        ];
        var shown = ShownText.Of(path, CommandContext.PathCharsMax);
        try
        {
            if (!force && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new ProblemException($"the folder {shown} holds something already; name another with --out, or add --force.");
            }

            Directory.CreateDirectory(path);
            // That of an earlier report is not of what is being written.
            File.Delete(Path.Combine(path, ManifestName));
            var sums = new StringBuilder();
            foreach (var (name, content) in files)
            {
                File.WriteAllBytes(Path.Combine(path, name), content.Span);
                sums.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(content.Span))}  {name}\n");
            }

            // Last, so that a folder with it is whole.
            File.WriteAllText(Path.Combine(path, ManifestName), sums.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ProblemException($"the report cannot be written to {shown} ({Files.Reason(e)}); check --out.");
        }
    }

    private static void Show(CommandContext context, string path, TenantReport report, bool asJson)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write(report, (json, report) =>
            {
                json.WriteString("folder", path);
                ReportJson.WriteSummary(json, report);
            });
            return;
        }

        var totals = ReportTotals.Of(report);
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tenant     {ShownText.Of(report.TenantId)}, {report.Period.Name}{(report.IsSoFar ? " so far" : "")}: {totals.Accounts} account{(totals.Accounts == 1 ? "" : "s")}"));
        context.Out.WriteLine($"checklist  {string.Join(", ", totals.Points.Select(point => $"{point.Count} {PostureView.Name(point.Status)}"))}");
        context.Out.WriteLine($"alerts     {string.Join(", ", totals.Alerts.Select(alerts => $"{alerts.Count} {AlertView.Name(alerts.Severity)}"))}");
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"windows    {totals.Windows}, {totals.WindowsUnreviewed} without a review"));
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"drills     {totals.Drills}, {totals.DrillsPassed} passed"));
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"blind      {(totals.SeenShare is { } share ? $"{totals.BlindSeconds} seconds; seen {ReportTexts.Percent(share)} of the time watched" : ReportTexts.NotWatched)}"));
        context.Out.WriteLine($"written    {ShownText.Of(Path.Combine(path, "report.html"), CommandContext.PathCharsMax)} and beside it JSON, CSV and {ManifestName}");
        if (report.Unreachable.Count > 0)
        {
            context.Error.WriteLine($"rootwatch: the report lacks accounts that did not answer: {string.Join(", ", report.Unreachable.Take(20).Select(id => ShownText.Of(id)))}{(report.Unreachable.Count > 20 ? ", ..." : "")}");
        }
    }
}
