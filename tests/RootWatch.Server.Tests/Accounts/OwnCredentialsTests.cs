using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RootWatch.Aws;
using RootWatch.Server.Accounts;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>Hundreds of accounts hear of it at the same time, and one log line and one series say what it is.</summary>
public sealed class OwnCredentialsTests : IDisposable
{
    private readonly RootWatchMeter _meter = new();
    private readonly FakeLogger<OwnCredentials> _log = new();
    private readonly OwnCredentials _own;

    public OwnCredentialsTests() => _own = new OwnCredentials(_meter, _log);

    public void Dispose() => _meter.Dispose();

    [Theory]
    [InlineData(AwsFailureReason.Expired, "expired", "Renew the credentials RootWatch runs with")]
    [InlineData(AwsFailureReason.InvalidToken, "invalid_token", "Check that the access key RootWatch runs with still exists")]
    [InlineData(AwsFailureReason.NoCredentials, "no_credentials", "Give it some.")]
    [InlineData(AwsFailureReason.ClockSkew, "clock_skew", "Set this machine's clock")]
    public void Credentials_that_AWS_does_not_take_are_told_once_for_all_accounts_until_it_does(AwsFailureReason reason, string cause, string remedy)
    {
        foreach (int _ in Enumerable.Range(0, 500))
        {
            _own.Heard(Failure(reason));
        }

        FakeLogRecord told = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Error, told.Level);
        Assert.Contains($"{cause} (", told.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, told.Message, StringComparison.Ordinal);

        _own.Heard(null);
        _own.Heard(null);
        Assert.Equal("AWS takes the server's own credentials again", Assert.Single(_log.Collector.GetSnapshot(), line => line.Level == LogLevel.Information).Message);
    }

    [Theory]
    [InlineData(AwsFailureReason.Unreachable, "Code", false)]
    [InlineData(AwsFailureReason.ServerError, "Code", false)]
    [InlineData(AwsFailureReason.Throttled, "Code", false)]
    [InlineData(AwsFailureReason.Denied, "AccessDenied", true)]
    // A proxy's page.
    [InlineData(AwsFailureReason.Denied, null, false)]
    public void Only_an_answer_of_AWS_to_them_says_that_they_are_taken(AwsFailureReason reason, string? code, bool isAnswer)
    {
        _own.Heard(Failure(reason, code));
        Assert.Empty(_log.Collector.GetSnapshot());

        _own.Heard(Failure(AwsFailureReason.Expired));
        _own.Heard(Failure(reason, code));
        Assert.Equal(isAnswer ? 2 : 1, _log.Collector.Count);
    }

    private static AwsFailure Failure(AwsFailureReason reason, string? code = "Code") => new(reason, "sts", "AssumeRole", "us-east-1", code, "Give it some.", 403);
}
