using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Sts;

namespace RootWatch.Aws;

/// <summary>How AWS is reached.</summary>
public sealed class AwsClientOptions
{
    /// <summary>One URL for every service and region, as AWS_ENDPOINT_URL does for other tools. Null: the real endpoints. Plain http only to loopback.</summary>
    public Uri? EndpointUrl { get; set; }

    /// <summary>Region whose STS endpoint assumes roles and where the caller's credentials are signed. Default us-east-1.</summary>
    public string StsRegion { get; set; } = "us-east-1";

    /// <summary>Deadline of one attempt, body included. Default 10 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts for transient trouble (unreachable, 5xx), with full-jitter back-off. Throttling is never retried here: the caller owns the pace. Default 3.</summary>
    public int AttemptsMax { get; set; } = 3;

    /// <summary>Named profile of the shared config file. Null: the usual chain.</summary>
    public string? Profile { get; set; }
}

/// <summary>Every AWS call that RootWatch can make. One instance per process; thread-safe.</summary>
public sealed class AwsClients : IDisposable
{
    public AwsClients(AwsClientOptions options, TimeProvider timeProvider)
    {
        _ = options; _ = timeProvider;
        Sts = new StsClient(); CloudTrail = new CloudTrailClient(); Account = new AccountClient();
    }

    public StsClient Sts { get; }

    public CloudTrailClient CloudTrail { get; }

    public AccountClient Account { get; }

    public void Dispose() { }
}
