using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Files;

namespace RootWatch.Server.Metrics;

/// <summary>Registers the metrics and maps them for Prometheus.</summary>
internal static class RootWatchMetrics
{
    // Seconds: CloudTrail itself takes minutes, and an unused region is looked at every quarter of an hour.
    private static readonly double[] LatencyBounds = [1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 21600];

    // Finer about the quarter of an hour that the watermark counts on, and up to the day that the far sweep reaches back.
    private static readonly double[] LatenessBounds = [30, 60, 120, 180, 300, 450, 600, 750, 900, 1200, 1800, 3600, 7200, 21600, 43200, 93600];

    public static IServiceCollection AddRootWatchMetrics(this IServiceCollection services)
    {
        services.AddSingleton<RootWatchMeter>();
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("rootwatch", autoGenerateServiceInstanceId: false)).WithMetrics(metrics => metrics
            .AddMeter(RootWatchMeter.MeterName)
            // Not Orleans' own meter: its names and missing help break the conventions that promtool checks.
            .AddMeter(ReloadStatus.MeterName)
            .AddRuntimeInstrumentation()
            // Gauges that end in _count, which only a histogram may.
            .AddView("dotnet.assembly.count", MetricStreamConfiguration.Drop)
            .AddView("dotnet.timer.count", MetricStreamConfiguration.Drop)
            .AddView("dotnet.process.cpu.count", MetricStreamConfiguration.Drop)
            // Exported as counters, though they go down: a rate of them would be made up.
            .AddView("dotnet.thread_pool.thread.count", MetricStreamConfiguration.Drop)
            .AddView("dotnet.thread_pool.queue.length", MetricStreamConfiguration.Drop)
            .AddView(RootWatchMeter.LatencyName, new ExplicitBucketHistogramConfiguration { Boundaries = LatencyBounds })
            .AddView(RootWatchMeter.LatenessName, new ExplicitBucketHistogramConfiguration { Boundaries = LatenessBounds })
            // An MSP has thousands of accounts, each with a series of its own; beyond the limit measurements fall into one.
            .AddView("rootwatch.account.watermark.age", new MetricStreamConfiguration { CardinalityLimit = 200_000 })
            // Each rule in each severity; there may be 5,000 Sigma rules.
            .AddView(RootWatchMeter.AlertsName, new MetricStreamConfiguration { CardinalityLimit = 30_000 })
            .AddPrometheusExporter());
        return services;
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static void MapRootWatchMetrics(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPrometheusScrapingEndpoint("/metrics");
        endpoints.ServiceProvider.GetRequiredService<RootWatchMeter>().BeginAtZero(endpoints.ServiceProvider.GetRequiredService<SigmaRules>().All);
    }
}
