namespace RootWatch.Server.Hosting;

/// <summary>A setting's name in the settings file, from which its names elsewhere follow.</summary>
/// <param name="Path">Such as <c>grpc:listen</c>: the key <c>listen</c> of the section <c>grpc</c>.</param>
/// <param name="Flag">Null for what is not set on a command line, such as secrets.</param>
internal sealed record SettingKey(string Path, string? Flag, string ValueName, string Description)
{
    public const string EnvironmentPrefix = "ROOTWATCH__";

    /// <summary>A flag that stands alone and means true.</summary>
    public bool IsSwitch => ValueName.Length == 0;

    public string EnvironmentName => EnvironmentPrefix + Path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
}

/// <summary>Every setting there is, except the sections whose keys are the properties of an options class, such as PollOptions.</summary>
internal static class SettingKeys
{
    public static SettingKey Accounts { get; } = new("accounts", "--accounts", "PATH", "The accounts to watch. Default accounts.yaml.");
    public static SettingKey Data { get; } = new("data", "--data", "DIR", "Where the embedded profile keeps its database. Default ./data.");
    public static SettingKey Profile { get; } = new("profile", "--profile", "embedded|azure", "embedded: one silo and a SQLite file. azure: several silos on Azure Storage. Default embedded.");
    public static SettingKey Dev { get; } = new("dev", "--dev", "", "Run without tokens. Only on loopback: everybody on this machine may then read all tenants.");
    public static SettingKey Tokens { get; } = new("tokens", "--tokens", "PATH", "Who may call: the file that 'rootwatch token create' writes. Needed without --dev.");
    public static SettingKey Sigma { get; } = new("sigma", "--sigma", "PATH", "Detection rules of your own: a folder of Sigma files, or one file. Read at the start.");
    public static SettingKey GrpcListen { get; } = new("grpc:listen", "--grpc-listen", "ADDRESS:PORT", "Where gRPC listens. Default 127.0.0.1:7070; port 0 takes a free one.");
    public static SettingKey HttpListen { get; } = new("http:listen", "--http-listen", "ADDRESS:PORT", "Where /metrics, /livez and /readyz listen. Default 127.0.0.1:9464.");
    public static SettingKey TlsCertificate { get; } = new("tls:certificate", "--tls-certificate", "PATH", "PEM file with the certificate and its chain. Needed beyond loopback; used by gRPC always, by HTTP beyond loopback.");
    public static SettingKey TlsKey { get; } = new("tls:key", "--tls-key", "PATH", "PEM file with the certificate's private key.");
    public static SettingKey SiloPort { get; } = new("silo:port", "--silo-port", "PORT", "Where silos talk to each other. Default 11111; 0 takes a free one.");
    public static SettingKey SiloAdvertise { get; } = new("silo:advertise", "--silo-advertise", "ADDRESS", "This machine's address for the other silos. Default 127.0.0.1.");
    public static SettingKey SiloPlaintext { get; } = new("silo:plaintext", "--silo-plaintext", "", "Allow a silo port beyond loopback. It has no encryption and no access control: only for a private network.");
    public static SettingKey GeoCountry { get; } = new("geo:country", "--geo-country", "PATH", "Countries of addresses, in MaxMind's file format; a city file tells places too. Default: the shipped table.");
    public static SettingKey GeoAsn { get; } = new("geo:asn", "--geo-asn", "PATH", "Whose network an address is in (ASN), in MaxMind's file format. None is shipped.");
    public static SettingKey GeoLists { get; } = new("geo:lists", "--geo-lists", "PATH", "Lists of Tor exits, anonymisers, hosting, relays, satellite networks and watched addresses. None is shipped.");
    public static SettingKey PushQueueUrl { get; } = new("push:queueUrl", "--push-queue-url", "URL", "An SQS queue into which EventBridge pushes what root does, to hear of it within seconds (docs/operations.md). Default none: polls alone.");
    public static SettingKey HeartbeatUrl { get; } = new("heartbeat:url", null, "URL", "Who expects a dead-man heartbeat (docs/blindness.md). Default none.");
    public static SettingKey HeartbeatUrlFile { get; } = new("heartbeat:urlFile", "--heartbeat-url-file", "PATH", "A file with the URL of whoever expects a heartbeat while all is well (docs/blindness.md): such URLs are secrets. Default none.");
    public static SettingKey HeartbeatMethod { get; } = new("heartbeat:method", "--heartbeat-method", "GET|POST", "How the heartbeat is sent. Default GET.");
    public static SettingKey LogLevel { get; } = new("log:level", "--log-level", "LEVEL", "debug, information, warning or error. Default information; debug adds stack traces.");
    public static SettingKey AwsProfile { get; } = new("aws:profile", null, "NAME", "Profile of the shared AWS config whose credentials assume the roles. Default: that of AWS_PROFILE, if any.");
    public static SettingKey AwsRegion { get; } = new("aws:region", null, "REGION", "Region whose STS assumes the roles. Default: that of AWS_REGION or AWS_DEFAULT_REGION, or us-east-1.");
    public static SettingKey AzureConnectionString { get; } = new("azure:connectionString", null, "TEXT", "Connection string of the storage account; the azure profile needs it.");
    public static SettingKey AzureContainerName { get; } = new("azure:containerName", null, "NAME", "Blob container of the documents. Default rootwatch.");
    public static SettingKey AzureTableName { get; } = new("azure:tableName", null, "NAME", "Table of the silos' membership. Default RootWatchSilos.");

    public static IReadOnlyList<SettingKey> All { get; } =
    [
        Accounts, Data, Profile, Dev, Tokens, Sigma, GrpcListen, HttpListen, TlsCertificate, TlsKey, SiloPort, SiloAdvertise, SiloPlaintext,
        GeoCountry, GeoAsn, GeoLists, PushQueueUrl, HeartbeatUrl, HeartbeatUrlFile, HeartbeatMethod, LogLevel, AwsProfile, AwsRegion, AzureConnectionString, AzureContainerName, AzureTableName,
    ];
}
