using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace RootWatch.Cli.Tests.Scan;

/// <summary>The report in a real browser: on a desk, on a phone, in the dark and on paper.</summary>
public sealed class ScanReportInBrowserTests : IDisposable
{
    /// <summary>Contrast to the page of each severity's name, by the formula of WCAG 2.</summary>
    private const string Contrasts = """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const light = color => {
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const probe = document.body.appendChild(document.createElement('i'));
          probe.style.color = 'Canvas';
          const page = light(getComputedStyle(probe).color);
          return ['critical', 'high', 'medium', 'low', 'info'].map(name => light(getComputedStyle(document.querySelector('label.' + name)).color))
            .map(text => Math.max(text, page) / Math.min(text, page));
        }
        """;

    private const string SeesEvent = "document.querySelector('.finding details p').checkVisibility()";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_can_be_read_on_a_desk_on_a_phone_in_the_dark_and_on_paper()
    {
        var cancel = TestContext.Current.CancellationToken;
        // One more than there is room for, so that the page says what it leaves out.
        var records = Records.Lines(
            [.. Enumerable.Range(1, 1001).Select(n => Records.SignIn(n)), Records.SignIn(2, record => record["recipientAccountId"] = new string('9', 120))]);
        var run = await Rootwatch.RunAsync("scan", _folder.Write("a.json", records), "--format", "html");
        var path = _folder.Write("report.html", run.Out);
        await using var browser = await Browser.LaunchAsync().WaitAsync(cancel);
        await using var page = await browser.NewPageAsync();
        await page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
        await page.GoToAsync(new Uri(path).AbsoluteUri);
        Assert.All(await page.EvaluateFunctionAsync<double[]>(Contrasts), contrast => Assert.InRange(contrast, 4.5, 21));
        Assert.False(await page.EvaluateExpressionAsync<bool>(SeesEvent));
        var ends = await page.EvaluateExpressionAsync<double[]>("['.timeline line', '.ends'].map(s => document.querySelector(s).getBoundingClientRect()).flatMap(box => [box.left, box.right])");
        Assert.Equal([ends[2], ends[3]], ends[..2].Select(end => Math.Round(end, 1)));

        Assert.NotNull(await page.QuerySelectorAsync("td.warning"));

        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = "dark" }]);
        Assert.All(await page.EvaluateFunctionAsync<double[]>(Contrasts), contrast => Assert.InRange(contrast, 4.5, 21));

        await page.SetViewportAsync(new ViewPortOptions { Width = 390, Height = 844, IsMobile = true });
        Assert.Equal(390, await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        Assert.InRange(await page.EvaluateExpressionAsync<double>("document.querySelector('.finding td:last-child').clientWidth"), 300, 390);

        await page.EmulateMediaTypeAsync(MediaType.Print);
        Assert.True(await page.EvaluateExpressionAsync<bool>(SeesEvent));
    }
}
