using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Xml;

namespace RootWatch.Aws.Wire;

/// <summary>
/// The one place that decides about a deadline and a retry. Transient trouble is tried again, spread by full jitter;
/// everything else, throttling first of all, goes back to the caller at once.
/// </summary>
internal sealed class Attempts(AwsClientOptions options, TimeProvider timeProvider, Random jitter)
{
    private static readonly TimeSpan BackOffBase = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(2);

    private readonly Deadlines _deadlines = new(timeProvider);

    /// <summary>How often a call is made at most, whatever comes back.</summary>
    public int Max => options.AttemptsMax;

    public Task<AwsOutcome<T>> RunAsync<T>(AwsCall call, Func<CancellationToken, Task<AwsOutcome<T>>> attempt, CancellationToken cancellationToken)
        where T : class => RunAsync(call, Max, attempt, cancellationToken);

    public Task<AwsOutcome<T>> RunAsync<T>(AwsCall call, int attemptsMax, Func<CancellationToken, Task<AwsOutcome<T>>> attempt, CancellationToken cancellationToken)
        where T : class => RunAsync(call, attemptsMax, attempt, static (attempt, token) => attempt(token), cancellationToken);

    /// <param name="state">What <paramref name="attempt"/> is given, so that it need not hold it.</param>
    public Task<AwsOutcome<T>> RunAsync<TState, T>(
        AwsCall call, int attemptsMax, TState state, Func<TState, CancellationToken, Task<AwsOutcome<T>>> attempt, CancellationToken cancellationToken)
        where T : class =>
        attemptsMax == 1 ? OnceAsync(call, state, attempt, cancellationToken) : RepeatAsync(call, attemptsMax, state, attempt, cancellationToken);

    private async Task<AwsOutcome<T>> RepeatAsync<TState, T>(
        AwsCall call, int attemptsMax, TState state, Func<TState, CancellationToken, Task<AwsOutcome<T>>> attempt, CancellationToken cancellationToken)
        where T : class
    {
        for (int made = 1; ; made++)
        {
            var outcome = await OnceAsync(call, state, attempt, cancellationToken).ConfigureAwait(false);
            if (outcome.IsSuccess || made >= attemptsMax || outcome.Failure.Reason is not (AwsFailureReason.Unreachable or AwsFailureReason.ServerError))
            {
                return outcome;
            }

            await Task.Delay(BackOff(made), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan BackOff(int made) =>
        jitter.NextDouble() * TimeSpan.FromTicks(Math.Min(BackOffMax.Ticks, BackOffBase.Ticks << Math.Min(made - 1, 10)));

    private async Task<AwsOutcome<T>> OnceAsync<TState, T>(
        AwsCall call, TState state, Func<TState, CancellationToken, Task<AwsOutcome<T>>> attempt, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = _deadlines.Begin(options.AttemptTimeout, cancellationToken);
        try
        {
            var outcome = await attempt(state, deadline.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return outcome;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return FailureOf(call, exception, deadlinePassed: deadline.Token.IsCancellationRequested) is { } failure
                ? AwsOutcome<T>.Failed(failure)
                : throw new InvalidOperationException($"{call.Service}:{call.Operation} in {call.Region} failed in an unexpected way.", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A call that the caller gave up fails in many ways; it says so in one.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    private AwsFailure? FailureOf(AwsCall call, Exception exception, bool deadlinePassed)
    {
        if (deadlinePassed)
        {
            return call.Fail(AwsFailureReason.Unreachable, $"no complete answer within {options.AttemptTimeout.TotalSeconds:0.###} s.");
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case BodyTooLongException or JsonException or XmlException:
                    return call.Fail(AwsFailureReason.Malformed, $"the answer could not be read: {cause.Message}");
                case AuthenticationException:
                    return call.Fail(AwsFailureReason.Unreachable, $"TLS: {cause.Message}");
                case SocketException socket:
                    return call.Fail(AwsFailureReason.Unreachable, $"{exception.Message} ({socket.SocketErrorCode})");
                case OperationCanceledException or TimeoutException:
                    return call.Fail(AwsFailureReason.Unreachable, "the connection could not be made in time.");
                case HttpRequestException or IOException when cause.InnerException is null:
                    return call.Fail(AwsFailureReason.Unreachable, cause.Message);
                default:
                    continue;
            }
        }

        return null;
    }
}
