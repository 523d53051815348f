using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Config;
using RootWatch.Aws.Credentials;
using RootWatch.Aws.GuardDuty;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Organizations;
using RootWatch.Aws.S3;
using RootWatch.Aws.SecurityHub;
using RootWatch.Aws.Sqs;
using RootWatch.Aws.Sts;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws;

/// <summary>How AWS is reached.</summary>
public sealed class AwsClientOptions
{
    /// <summary>One URL for every service and region, as AWS_ENDPOINT_URL does for other tools. Null: AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_CLOUDTRAIL, _ACCOUNT, _IAM, _ORGANIZATIONS, _GUARDDUTY, _CONFIG, _SECURITYHUB, _S3, _STS if set, else the real endpoints. Plain http only to loopback.</summary>
    public Uri? EndpointUrl { get; set; }

    /// <summary>Region whose STS endpoint assumes roles. Default us-east-1.</summary>
    public string StsRegion { get; set; } = "us-east-1";

    /// <summary>Deadline of one attempt, body included. Default 10 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts for transient trouble (unreachable, 5xx), with full-jitter back-off. Throttling is never retried here: the caller owns the pace. Default 3.</summary>
    public int AttemptsMax { get; set; } = 3;

    /// <summary>Named profile of the shared config file. Null: the usual chain.</summary>
    public string? Profile { get; set; }
}

/// <summary>An AWS_ENDPOINT_URL variable that counts.</summary>
/// <param name="Service">Whose calls go there; null: all that have no variable of their own.</param>
/// <param name="Url">Null if it cannot be used.</param>
/// <param name="Problem">Why it cannot, behind the variable's name, with the remedy; empty if it can.</param>
public sealed record AwsEndpointVariable(string Name, string? Service, Uri? Url, string Problem);

/// <summary>Every AWS call that RootWatch can make. One instance per process; thread-safe.</summary>
public sealed class AwsClients : IDisposable
{
    private static readonly string[] Services = [.. AwsPermissions.All.Select(action => action.Split(':')[0]).Distinct(), StsClient.ServiceName];

    private readonly HttpMessageInvoker _http;
    private readonly SdkHttp _stsHttp;
    private readonly SdkHttp _queueHttp;

    /// <exception cref="ArgumentException">A setting or an AWS_ENDPOINT_URL variable cannot be used; the message names it and the remedy.</exception>
    public AwsClients(AwsClientOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, Environment.GetEnvironmentVariable, Random.Shared)
    {
    }

    internal AwsClients(AwsClientOptions options, TimeProvider timeProvider, Func<string, string?> environment, Random jitter)
    {
        if (!AwsRegions.IsKnown(options.StsRegion))
        {
            throw new ArgumentException($"The STS region '{options.StsRegion}' is no AWS region.", nameof(options));
        }

        if (options.AttemptTimeout <= TimeSpan.Zero || options.AttemptsMax < 1)
        {
            throw new ArgumentException("AWS calls need a positive attempt timeout and at least one attempt.", nameof(options));
        }

        var endpoints = new AwsEndpoints(options.EndpointUrl, environment, Services);
        var handler = Connections.Open();
        _http = new HttpMessageInvoker(handler);
        _stsHttp = new SdkHttp(handler, 256 * 1024);
        // Ten messages of a megabyte, escaped.
        _queueHttp = new SdkHttp(handler, 24 * 1024 * 1024);

        var attempts = new Attempts(options, timeProvider, jitter);
        var wire = new AwsWire(endpoints, _http, attempts, new AwsClock(timeProvider));
        var credentials = new ProcessCredentials(options.Profile);
        Sts = new StsClient(options, endpoints, _stsHttp, attempts, credentials);
        CloudTrail = new CloudTrailClient(wire);
        Account = new AccountClient(wire);
        Iam = new IamClient(wire);
        Organizations = new OrganizationsClient(wire);
        GuardDuty = new GuardDutyClient(wire);
        Config = new ConfigClient(wire);
        SecurityHub = new SecurityHubClient(wire);
        S3 = new S3Client(wire);
        Queues = new QueueClient(options, _queueHttp, timeProvider, jitter, credentials);
    }

    /// <summary>Where the environment has calls go instead of AWS, as other AWS tools read it; also what is wrong with it, which the constructor would refuse.</summary>
    public static IReadOnlyList<AwsEndpointVariable> EndpointVariables(Func<string, string?> environment) => AwsEndpoints.Configured(environment, Services);

    public StsClient Sts { get; }

    public CloudTrailClient CloudTrail { get; }

    public AccountClient Account { get; }

    public IamClient Iam { get; }

    public OrganizationsClient Organizations { get; }

    public GuardDutyClient GuardDuty { get; }

    public ConfigClient Config { get; }

    public SecurityHubClient SecurityHub { get; }

    public S3Client S3 { get; }

    /// <summary>Queues of our own account, into which events are pushed.</summary>
    public QueueClient Queues { get; }

    public void Dispose()
    {
        _queueHttp.Dispose();
        _stsHttp.Dispose();
        _http.Dispose();
    }
}
