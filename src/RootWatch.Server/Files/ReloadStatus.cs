using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RootWatch.Server.Files;

/// <summary>Whether the last reading of each file was good: rootwatch_config_last_reload_successful.</summary>
internal sealed class ReloadStatus : IDisposable
{
    public const string MeterName = "RootWatch.Files";

    private readonly ConcurrentDictionary<string, bool> _good = new(StringComparer.Ordinal);
    private readonly Meter _meter = new(MeterName);

    public ReloadStatus() => _meter.CreateObservableGauge("rootwatch_config_last_reload_successful",
        () => _good.Select(file => new Measurement<int>(file.Value ? 1 : 0, new KeyValuePair<string, object?>("file", file.Key))),
        description: "1 if the file was valid when it was last read, 0 if an older reading is still in force.");

    public IReadOnlyDictionary<string, bool> Good => _good;

    public void Set(string file, bool good) => _good[file] = good;

    public void Dispose() => _meter.Dispose();
}
