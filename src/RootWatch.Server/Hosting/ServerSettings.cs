using System.Net;
using System.Security.Cryptography.X509Certificates;
using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.Origins;
using RootWatch.Server.Heartbeats;

namespace RootWatch.Server.Hosting;

/// <summary>Where state is kept and how silos find each other.</summary>
internal enum DeploymentProfile
{
    Embedded = 1,
    Azure = 2,
}

/// <summary>A certificate with what else the client needs to trust it, and where both were read.</summary>
internal sealed record TlsIdentity(X509Certificate2 Certificate, X509Certificate2Collection Chain, string CertificatePath, string KeyPath)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public DateTimeOffset Begins { get; } = new(Certificate.NotBefore.ToUniversalTime());

    public DateTimeOffset Ends { get; } = new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Nobody has renewed it, it seems: programs that do so do it when a third of its life is left.</summary>
    public bool EndsSoon(DateTimeOffset now) => Ends - now < Soon && Ends - now < (Ends - Begins) / 5;
}

internal sealed record AzureSettings(string ConnectionString, string ContainerName, string TableName);

/// <summary>How this server runs, checked. Config: never changes while it runs.</summary>
internal sealed record ServerSettings
{
    public required string AccountsPath { get; init; }
    public required string DataDirectory { get; init; }
    public required DeploymentProfile Profile { get; init; }
    public required bool Dev { get; init; }
    public string? TokensPath { get; init; }

    /// <summary>A file or folder of Sigma rules; null: none of the user's own.</summary>
    public string? SigmaPath { get; init; }
    public required Listener GrpcListen { get; init; }
    public required Listener HttpListen { get; init; }

    /// <summary>As it was at the start; <see cref="CurrentTls"/> has what is in force.</summary>
    public TlsIdentity? Tls { get; init; }
    public required int SiloPort { get; init; }
    public required IPAddress SiloAdvertise { get; init; }
    public AzureSettings? Azure { get; init; }
    public required AwsClientOptions Aws { get; init; }

    /// <summary>Where the environment has calls go instead of AWS.</summary>
    public IReadOnlyList<AwsEndpointVariable> AwsEndpoints { get; init; } = [];

    /// <summary>The user's own files about addresses.</summary>
    public OriginPaths Origins { get; init; } = new(null, null, null);

    /// <summary>Into which events are pushed; null: polls alone.</summary>
    public QueueAddress? PushQueue { get; init; }

    /// <summary>Who expects heartbeats; null: nobody.</summary>
    public HeartbeatTarget? Heartbeat { get; init; }
    public required LogLevel LogLevel { get; init; }
}
