using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using PuppeteerSharp;
using PuppeteerSharp.Media;
using RootWatch.Cli.Gaps;
using RootWatch.Cli.Reports;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Reports;

/// <summary>The page in a real browser, on a screen and on paper.</summary>
public sealed partial class ReportInBrowserTests : IDisposable
{
    /// <summary>210 mm less the margins of the page's own @page rule, at 96 pixels to the inch.</summary>
    private const int PaperWidth = (210 - (2 * 12)) * 96 * 10 / 254;

    /// <summary>Whatever reaches further right than the paper, or hides a part of itself.</summary>
    private const string CutElements = """
        () => [...document.querySelectorAll('body *')]
          .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
            || (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== 'inline'))
          .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))
        """;

    private static readonly DateTimeOffset Start = new(2024, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_asks_for_nothing_runs_nothing_and_cuts_nothing_on_paper()
    {
        var cancel = TestContext.Current.CancellationToken;
        var path = _folder.Write("report.html", ReportPage.Of(Large()));
        var troubles = new ConcurrentBag<string>();
        await using var browser = await Browser.LaunchAsync().WaitAsync(cancel);
        await using var page = await browser.NewPageAsync();
        page.Console += (_, said) => troubles.Add("console: " + said.Message.Text);
        page.PageError += (_, error) => troubles.Add("error: " + error.Message);
        page.Request += (_, asked) =>
        {
            if (asked.Request.Url != new Uri(path).AbsoluteUri)
            {
                troubles.Add("request: " + asked.Request.Url);
            }
        };

        await page.SetViewportAsync(new ViewPortOptions { Width = 1200, Height = 900 });
        await page.GoToAsync(new Uri(path).AbsoluteUri);
        Assert.Empty(await page.EvaluateFunctionAsync<string[]>(CutElements));
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('script, img, [onerror], [onclick]').length"));

        await page.EmulateMediaTypeAsync(MediaType.Print);
        await page.SetViewportAsync(new ViewPortOptions { Width = PaperWidth, Height = 1000 });
        Assert.Empty(await page.EvaluateFunctionAsync<string[]>(CutElements));
        Assert.Equal(7, await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('table')].filter(table => table.rows.length > 1).length"));

        var pdf = Encoding.Latin1.GetString(await page.PdfDataAsync(new PdfOptions { PreferCSSPageSize = true, PrintBackground = true }));
        var sheets = MediaBox().Matches(pdf);
        Assert.InRange(sheets.Count, 2, 100);
        Assert.All(sheets, sheet =>
        {
            Assert.Equal(595, double.Parse(sheet.Groups[1].Value, CultureInfo.InvariantCulture), 1.0);
            Assert.Equal(842, double.Parse(sheet.Groups[2].Value, CultureInfo.InvariantCulture), 1.0);
        });
        Assert.Empty(troubles);

        // The same question of a page that does cut something.
        await page.AddStyleTagAsync(new AddTagOptions { Content = "td { overflow-wrap: normal !important; }" });
        Assert.NotEmpty(await page.EvaluateFunctionAsync<string[]>(CutElements));
    }

    [GeneratedRegex(@"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]")]
    private static partial Regex MediaBox();

    /// <summary>Sixty accounts, with texts that do not want to be broken and texts that would be more than text.</summary>
    private static TenantReport Large()
    {
        var unbroken = new string('w', 300);
        var accounts = Enumerable.Range(0, 60).Select(n => new Account
        {
            AccountId = (111_100_000_000 + n).ToString(CultureInfo.InvariantCulture),
            TenantId = "acme",
            Name = n == 3 ? unbroken : $"account <script>alert({n})</script>",
            Status = WatchStatus.Ok,
            Watermark = Start.AddDays(30).ToTimestamp(),
            WatchedSince = Start.ToTimestamp(),
        }).ToArray();
        var alerts = Enumerable.Range(0, 300).Select(n => new Alert
        {
            AlertId = n.ToString("x32", CultureInfo.InvariantCulture),
            TenantId = "acme",
            AccountId = accounts[n % 60].AccountId,
            RuleId = n % 3 == 0 ? "RW-C01" : "RW-S01",
            Severity = (Severity)(1 + (n % 5)),
            Title = "Root did something",
            Summary = $"<img src=x onerror=alert({n})> {unbroken} http://203.0.113.9/{n}. What to do now: ask.",
            EventTime = Start.AddHours(n).ToTimestamp(),
            EventSource = "iam.amazonaws.com",
            EventName = n == 6 ? unbroken : "CreateAccessKey",
            SourceIpAddress = "\"><script>alert(1)</script>",
            Sequence = n + 1,
        });
        var window = new EmergencyWindow
        {
            WindowId = "W-111100000000-1",
            AccountId = accounts[0].AccountId,
            TenantId = "acme",
            Status = WindowStatus.Reviewed,
            Purpose = unbroken,
            Ticket = "OPS-7",
            RequestedBy = "bob",
            ApprovedBy = "alice",
            RequestedAt = Start.ToTimestamp(),
            OpensAt = Start.ToTimestamp(),
            ClosesAt = Start.AddHours(2).ToTimestamp(),
            Review = new WindowReview { By = "carol", At = Start.AddHours(5).ToTimestamp(), Note = unbroken },
        };
        var drill = new Drill
        {
            DrillId = "D-111100000000-1",
            AccountId = accounts[0].AccountId,
            TenantId = "acme",
            Status = DrillStatus.Passed,
            StartedBy = unbroken[..64],
            StartedAt = Start.ToTimestamp(),
            RaisedAt = Start.AddSeconds(50).ToTimestamp(),
            SeenBy = unbroken[..64],
            SeenAt = Start.AddMinutes(2).ToTimestamp(),
            AcknowledgedBy = unbroken[..64],
            AcknowledgedAt = Start.AddMinutes(3).ToTimestamp(),
            ClosedBy = unbroken[..64],
            ClosedAt = Start.AddHours(5).ToTimestamp(),
            Note = unbroken,
        };
        var report = TenantReport.Of(
            "acme", new ReportPeriod("2024-10", Start, Start.AddMonths(1)), Start.AddMonths(2), "https://rootwatch.example:7070",
            accounts.Select(account => (account, Checklist(account, unbroken))), [.. alerts], [window], [drill], [accounts[5]], []);
        var gap = new AccountGap(accounts[0].AccountId, "acme", "", "us-east-1", "Username=root", Start, null, Recoverable: true, unbroken);
        return report with
        {
            Accounts = [report.Accounts[0] with { Gaps = [gap], Blind = [new BlindSpell(Start, Start.AddHours(1))] }, .. report.Accounts.Skip(1)],
        };
    }

    private static AccountChecklist Checklist(Account account, string text)
    {
        var checklist = new AccountChecklist { AccountId = account.AccountId, TenantId = "acme", Name = account.Name };
        foreach (var number in Enumerable.Range(1, 7))
        {
            checklist.Points.Add(new ChecklistPoint
            {
                Number = number,
                Title = "Root's password is strong, unique and kept where few get at it",
                Status = (PostureStatus)(1 + (number % 4)),
                Parts = { new ChecklistPart { Source = "attestation root-password", Status = (PostureStatus)(1 + (number % 4)), Text = $"{account.AccountId} {text}" } },
            });
        }

        return checklist;
    }
}
