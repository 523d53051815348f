using System.Diagnostics.Metrics;
using RootWatch.Aws;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Accounts;

/// <summary>
/// Whether AWS takes the credentials that this process has itself. Every role is assumed with them, so that without them all
/// accounts go dark as their sessions end, and none of them is the reason: it is told here, once.
/// </summary>
internal sealed partial class OwnCredentials
{
    private static readonly AwsFailureReason[] Causes = [AwsFailureReason.NoCredentials, AwsFailureReason.Expired, AwsFailureReason.InvalidToken, AwsFailureReason.ClockSkew];

    private readonly Lock _lock = new();
    private readonly ILogger<OwnCredentials> _logger;
    private AwsFailureReason? _trouble;

    public OwnCredentials(RootWatchMeter meter, ILogger<OwnCredentials> logger)
    {
        _logger = logger;
        meter.Gauge("rootwatch.own.credentials.refused", null, "1 for the reason why AWS does not take the server's own credentials, with which every role is assumed; else 0.", Refused);
    }

    /// <summary>What an AssumeRole came to.</summary>
    public void Heard(AwsFailure? failure)
    {
        AwsFailureReason? trouble = failure is not null && StreamTroubles.IsOurs(failure) ? failure.Reason : null;
        // A role that AWS refuses is an answer to credentials that were taken; no answer, or one of somebody else, says nothing of them.
        if (failure is not null and not { Reason: AwsFailureReason.Denied, Code: not null } && trouble is null)
        {
            return;
        }

        lock (_lock)
        {
            if (trouble == _trouble)
            {
                return;
            }

            _trouble = trouble;
        }

        if (trouble is null)
        {
            LogTaken();
        }
        else
        {
            LogRefused(StreamTroubles.From(failure!, default).Told());
        }
    }

    private IEnumerable<Measurement<double>> Refused()
    {
        lock (_lock)
        {
            return [.. Causes.Select(cause => new Measurement<double>(cause == _trouble ? 1 : 0, new KeyValuePair<string, object?>("cause", StreamTroubles.NameOf(cause))))];
        }
    }

    [LoggerMessage(1, LogLevel.Error, "AWS does not take the server's own credentials; with each session that ends an account goes dark, and no account is the reason: {Trouble}")]
    private partial void LogRefused(string trouble);

    [LoggerMessage(2, LogLevel.Information, "AWS takes the server's own credentials again")]
    private partial void LogTaken();
}
