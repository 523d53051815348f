using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>A client as the docs ask for it: holds one stream, and resumes with the last token whenever it breaks.</summary>
internal sealed class ResumingWatch : IAsyncDisposable
{
    private readonly AlertService.AlertServiceClient _client;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _running;
    private readonly List<Alert> _seen = [];
    private string _token = "";

    public ResumingWatch(AlertService.AlertServiceClient client)
    {
        _client = client;
        _running = Run();
    }

    /// <summary>How often the stream broke after it had said something.</summary>
    public int Breaks { get; private set; }

    /// <summary>The present stream has said something.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Every alert that came, in the order in which it came, repeats and all.</summary>
    public IReadOnlyList<Alert> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _running;
        _enough.Dispose();
    }

    private async Task Run()
    {
        while (!_enough.IsCancellationRequested)
        {
            try
            {
                WatchAlertsRequest request = new() { ResumeToken = _token, HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) };
                using AsyncServerStreamingCall<WatchAlertsResponse> call = _client.WatchAlerts(request, cancellationToken: _enough.Token);
                await foreach (WatchAlertsResponse frame in call.ResponseStream.ReadAllAsync(_enough.Token))
                {
                    IsOpen = true;
                    lock (_seen)
                    {
                        if (frame.FrameCase == WatchAlertsResponse.FrameOneofCase.Alert)
                        {
                            _seen.Add(frame.Alert);
                        }

                        _token = frame.ResumeToken;
                    }
                }
            }
            catch (RpcException broken) when (broken.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown)
            {
            }
            catch (OperationCanceledException)
            {
            }

            Breaks += IsOpen ? 1 : 0;
            IsOpen = false;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
