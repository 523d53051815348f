using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RootWatch.Server.Tests.Journeys;
using RootWatch.Server.Tests.Storage;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>The dashboard's queries are asked of a real Prometheus that scrapes a real server: a renamed metric leaves a panel empty.</summary>
[Collection(nameof(SmallJourneys))]
public sealed class DashboardTests
{
    [Fact]
    public async Task Every_panel_has_something_to_show()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(accounts: 5, regions: 2);
        using TemporaryDirectory folder = new();
        await using WatchingServer server = new(fleet, TimeSpan.FromSeconds(2), ["--data", Path.Combine(folder.Path, "data")]);
        await server.UntilReady();
        using Process prometheus = StartPrometheus(folder.Path, server.HttpPort, out int port);
        try
        {
            using CancellationTokenSource enough = new();
            Task uses = fleet.KeepUsingRoot(TimeSpan.FromMilliseconds(500), enough.Token);
            using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
            (string Panel, string Query)[] panels = Panels();
            Assert.True(panels.Length >= 10, $"only {panels.Length} panels were found");
            foreach ((string panel, string query) in panels)
            {
                string answer = "";
                Assert.True(
                    await Eventually.Holds(TimeSpan.FromSeconds(60), async () => HasValue(answer = await Ask(http, query))),
                    $"'{panel}' shows nothing: {query}\n{answer}");
            }

            await enough.CancelAsync();
            await uses;
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_number_that_only_carries_a_name_shows_the_name()
    {
        using JsonDocument dashboard = Dashboard();
        JsonElement version = PanelsOf(dashboard).Single(panel => panel.GetProperty("title").GetString() == "Version");
        // Of one series Grafana shows the value unless it is told otherwise, and that is 1 whatever the version.
        Assert.Equal("name", version.GetProperty("options").GetProperty("textMode").GetString());
    }

    [Fact]
    public void Alerts_are_whole_and_rules_that_told_nothing_fill_no_legend()
    {
        using JsonDocument dashboard = Dashboard();
        JsonElement[] counts = [.. PanelsOf(dashboard).Where(panel => QueryOf(panel).Contains("increase(", StringComparison.Ordinal))];
        Assert.Equal(3, counts.Length);
        // Prometheus extrapolates an increase: one alert is 1.006.
        Assert.All(counts, panel => Assert.Equal(0, panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("decimals").GetInt32()));
        // Each rule has a series from the start.
        Assert.EndsWith(" > 0", QueryOf(counts.Single(panel => QueryOf(panel).Contains("by (rule)", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    /// <summary>Grafana's own are red from 80 on: accounts and seconds of a watermark, all the while.</summary>
    [Fact]
    public void A_single_number_has_thresholds_of_its_own()
    {
        using JsonDocument dashboard = Dashboard();
        Assert.All(Stats(dashboard), panel => Assert.NotEqual(0, panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("thresholds").GetProperty("steps").GetArrayLength()));
    }

    /// <summary>The last value of the hour that is shown, or a zero in the place of none, would look like all is well.</summary>
    [Fact]
    public void A_server_that_is_gone_leaves_no_number_behind()
    {
        using JsonDocument dashboard = Dashboard();
        Assert.All(Stats(dashboard), panel =>
        {
            Assert.True(panel.GetProperty("targets")[0].GetProperty("instant").GetBoolean());
            Assert.NotEqual("", panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("noValue").GetString());
        });
        Assert.All(PanelsOf(dashboard), panel => Assert.DoesNotContain("vector(", QueryOf(panel), StringComparison.Ordinal));
    }

    [Fact]
    public void An_account_that_does_not_answer_cannot_be_seen_either()
    {
        using JsonDocument dashboard = Dashboard();
        Assert.Contains("unreachable", QueryOf(PanelsOf(dashboard).Single(panel => panel.GetProperty("title").GetString() == "Accounts we cannot see")), StringComparison.Ordinal);
    }

    private static JsonElement[] Stats(JsonDocument dashboard) => [.. PanelsOf(dashboard).Where(panel => panel.GetProperty("type").GetString() == "stat")];

    private static JsonDocument Dashboard() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "dashboards", "rootwatch-fleet.json")));

    private static JsonElement.ArrayEnumerator PanelsOf(JsonDocument dashboard) => dashboard.RootElement.GetProperty("panels").EnumerateArray();

    private static string QueryOf(JsonElement panel) => panel.GetProperty("targets")[0].GetProperty("expr").GetString()!;

    private static (string Panel, string Query)[] Panels()
    {
        using JsonDocument dashboard = Dashboard();
        return
        [
            .. from panel in PanelsOf(dashboard)
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               // Grafana fills this in with four scrape intervals.
               let query = target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "4s", StringComparison.Ordinal)
               select (panel.GetProperty("title").GetString()!, query),
        ];
    }

    private static Process StartPrometheus(string folder, int scraped, out int port)
    {
        string config = Path.Combine(folder, "prometheus.yml");
        File.WriteAllText(config, string.Create(CultureInfo.InvariantCulture, $$"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: rootwatch
                static_configs:
                  - targets: ["127.0.0.1:{{scraped}}"]
            """));
        port = RunningProgram.FreePort();
        ProcessStartInfo start = new(ForeignTool.Prometheus)
        {
            ArgumentList =
            {
                $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder, "tsdb")}",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"), "--log.level=error",
            },
        };
        return Process.Start(start)!;
    }

    private static async Task<string> Ask(HttpClient http, string query)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (Exception trouble) when (trouble is HttpRequestException or TaskCanceledException)
        {
            return trouble.Message;
        }
    }

    /// <summary>At least one series with a number.</summary>
    private static bool HasValue(string answer)
    {
        if (!answer.StartsWith('{'))
        {
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("status").GetString() == "success"
            && document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
                .Any(series => series.GetProperty("value")[1].GetString() is { } value && value != "NaN");
    }
}
