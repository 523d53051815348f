using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;
using Alert = RootWatch.V1.Alert;

namespace RootWatch.Cli.Alerts;

/// <summary>Where a watch begins and when it ends by itself.</summary>
/// <param name="UntilIdle">Ends when the server has had nothing to send for this long.</param>
/// <param name="CountMax">Ends after this many alerts.</param>
internal sealed record WatchPlan(string ResumeToken, WatchStart Start, TimeSpan? UntilIdle, int? CountMax);

/// <summary>
/// Shows alerts as they are committed, each once: a stream that breaks is taken up again behind the last frame that was
/// dealt with. The first contact must succeed, so that a mistyped address is told at once; after it nothing but an answer
/// that no waiting can change ends the watch.
/// </summary>
internal sealed class AlertWatch(
    CommandContext context, ServerConnection server, AlertSelection.Selected selected, WatchPlan plan, AlertView view)
{
    private static readonly TimeSpan HeartbeatDefault = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HeartbeatMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    /// <summary>Of the last sequence number shown, by tenant.</summary>
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly TimeSpan _heartbeat = plan.UntilIdle is { } idle && idle < HeartbeatDefault ? Longer(idle, HeartbeatMin) : HeartbeatDefault;
    private string _resumeToken = plan.ResumeToken;
    private bool _reached;
    private bool _deaf;
    private int _shown;

    private enum End
    {
        /// <summary>The server ended the stream, as it does now and then.</summary>
        Closed,
        Broken,
        Done,
    }

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var attempt = 0;
        try
        {
            // A watch that stays silent would be taken for quiet.
            if (await selected.WhyNone(context, server, cancel) is { } unwatched)
            {
                Tell(unwatched);
            }

            while (true)
            {
                var (end, frames, reason) = await FollowAsync(cancel);
                if (end == End.Done)
                {
                    return Finish();
                }

                attempt = frames > 0 ? 0 : attempt + 1;
                var wait = end == End.Closed && frames > 0 ? WaitMin : Wait(attempt);
                if (end == End.Broken)
                {
                    Tell(string.Create(CultureInfo.InvariantCulture, $"the stream from {server.Address} broke ({reason}); trying again in {wait.TotalSeconds:0.0} s"));
                    _deaf = true;
                }

                await Task.Delay(wait, context.Clock, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Finish();
        }
    }

    /// <summary>One stream, from its opening to its end.</summary>
    private async Task<(End End, long Frames, string Reason)> FollowAsync(CancellationToken cancel)
    {
        // A connection can die without a word. The server speaks at least once per heartbeat interval.
        var silenceMax = (3 * _heartbeat) + TimeSpan.FromSeconds(5);
        using var silence = new CancellationTokenSource(silenceMax, context.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        var frames = 0L;
        try
        {
            using var call = server.Alerts.WatchAlerts(
                new WatchAlertsRequest
                {
                    Filter = selected.Filter,
                    ResumeToken = _resumeToken,
                    Start = plan.Start,
                    HeartbeatInterval = Duration.FromTimeSpan(_heartbeat),
                },
                server.Endless(stop.Token));
            await call.ResponseHeadersAsync;
            Reached();
            var lastAlert = context.Clock.GetTimestamp();
            while (await call.ResponseStream.MoveNext(stop.Token))
            {
                frames++;
                silence.CancelAfter(silenceMax);
                var frame = call.ResponseStream.Current;
                if (frame.FrameCase == WatchAlertsResponse.FrameOneofCase.Alert)
                {
                    lastAlert = context.Clock.GetTimestamp();
                    Take(frame.Alert, frame.ResumeToken);
                }

                // Behind the effect, never before it: what was not shown must come again.
                _resumeToken = frame.ResumeToken.Length > 0 ? frame.ResumeToken : _resumeToken;
                var isIdle = frame.FrameCase == WatchAlertsResponse.FrameOneofCase.Heartbeat
                    && plan.UntilIdle is { } idle && context.Clock.GetElapsedTime(lastAlert) >= idle;
                if (isIdle || _shown >= plan.CountMax)
                {
                    return (End.Done, frames, "");
                }
            }

            return (End.Closed, frames, "");
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException && stop.IsCancellationRequested)
        {
            return _reached ? (End.Broken, frames, "no heartbeat") : throw new ProblemException($"the server at {server.Address} does not answer; look at its log and its /readyz.");
        }
        catch (RpcException e)
        {
            return _reached && CallProblem.MayPass(e) ? (End.Broken, frames, CallProblem.Reason(e)) : throw Ended(CallProblem.OfWatch(e, server));
        }
    }

    private void Take(Alert alert, string token)
    {
        var last = _sequences.GetValueOrDefault(alert.TenantId);
        if (alert.Sequence > 0 && alert.Sequence <= last)
        {
            return;
        }

        if (last > 0 && alert.Sequence > last + 1 && selected.IsWholeLog)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"the server left out alerts {last + 1} to {alert.Sequence - 1} of tenant {alert.TenantId}; 'rootwatch alerts list' may have them"));
        }

        _sequences[alert.TenantId] = alert.Sequence;
        if (selected.Includes(alert))
        {
            view.Show(alert, token);
            context.Out.Flush();
            _shown++;
        }
    }

    private void Reached()
    {
        if (_deaf)
        {
            Tell($"the stream from {server.Address} goes on");
        }

        _reached = true;
        _deaf = false;
    }

    /// <summary>Doubles, with up to half taken off so that many watchers of one server do not come back in step.</summary>
    private static TimeSpan Wait(int attempt)
    {
        var wait = Math.Min(WaitMax.TotalMilliseconds, WaitMin.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 20)));
        return TimeSpan.FromMilliseconds(wait * (1 - (Random.Shared.NextDouble() / 2)));
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private int Finish()
    {
        TellToken();
        return ExitCode.Ok;
    }

    private ProblemException Ended(ProblemException problem)
    {
        if (_resumeToken != plan.ResumeToken)
        {
            TellToken();
        }

        return problem;
    }

    private void TellToken()
    {
        if (_resumeToken.Length > 0)
        {
            Tell($"go on behind the last alert with --resume-token {_resumeToken}");
        }
    }

    private void Tell(string text)
    {
        context.Error.WriteLine($"rootwatch: {ShownText.Of(text, 4000)}");
        context.Error.Flush();
    }
}
