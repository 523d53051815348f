using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Orleans.Storage;
using RootWatch.Server.Hosting;
using RootWatch.Server.Metrics;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Where nothing can be written no alert can be, either.</summary>
public sealed class StoreWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RootWatchMeter _meter = new();
    private readonly FakeLogger<StoreWatch> _log = new();
    private readonly FillingStorage _storage = new();
    private readonly DocumentStorageProbe _probe;
    private readonly StoreWatch _watch;
    private readonly MeterListener _listener = new();
    private readonly List<double> _measured = [];

    public StoreWatchTests()
    {
        _probe = new DocumentStorageProbe(_storage, _time);
        _watch = new StoreWatch(_probe, _meter, _time, _log);
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "rootwatch.store.ready")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _measured.Add(value));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _watch.Dispose();
        _probe.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_store_that_takes_nothing_is_a_line_and_a_zero_until_it_takes_something()
    {
        Assert.Equal("none", Measured());
        Assert.Equal("1", await Look());

        _storage.IsFull = true;
        Assert.Equal("0", await Look());
        Assert.Equal("0", await Look());
        _storage.IsFull = false;
        Assert.Equal("1", await Look());
        Assert.Equal("1", await Look());

        Assert.Equal(
            [
                "Error: the store takes no document, so that no alert is told; nothing is lost, it is tried again: The disk is full.",
                "Information: the store takes documents again",
            ],
            _log.Collector.GetSnapshot().Select(line => $"{line.Level}: {line.Message}"));
    }

    private async Task<string> Look()
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        await _watch.Look(TestContext.Current.CancellationToken);
        return Measured();
    }

    private string Measured()
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return _measured.Count == 0 ? "none" : string.Join(' ', _measured);
    }

    private sealed class FillingStorage : IGrainStorage
    {
        public bool IsFull { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            IsFull ? throw new DocumentStorageException(StorageTrouble.Full, "The disk is full.") : Task.CompletedTask;
    }
}
