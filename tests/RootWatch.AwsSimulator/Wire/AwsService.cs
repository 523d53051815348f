namespace RootWatch.AwsSimulator.Wire;

internal enum AwsProtocol
{
    Json10,
    Json11,
    Query,
    RestJson,

    /// <summary>S3's: the operation is the query's subresource.</summary>
    RestXml,
}

/// <summary>How a service is addressed and how it answers. A new service is one more line in <see cref="All"/>.</summary>
/// <param name="SigningName">The service's name in the credential scope.</param>
/// <param name="TargetPrefix">What stands before the operation in X-Amz-Target (json protocols).</param>
/// <param name="Version">The API version of a query service; tells two query services on one listener apart.</param>
/// <param name="XmlNamespace">Namespace of a query service's answers.</param>
/// <param name="OnlyRegion">The one region in which a global service lives; null for a regional one.</param>
internal sealed record AwsService(
    string SigningName,
    AwsProtocol Protocol,
    string? TargetPrefix = null,
    string? Version = null,
    string? XmlNamespace = null,
    string? OnlyRegion = null)
{
    public static readonly AwsService Sts = new(
        "sts", AwsProtocol.Query, Version: "2011-06-15", XmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/");

    public static readonly AwsService CloudTrail = new(
        "cloudtrail", AwsProtocol.Json11, TargetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    public static readonly AwsService Account = new(
        "account", AwsProtocol.RestJson, OnlyRegion: "us-east-1");

    public static readonly AwsService Iam = new(
        "iam", AwsProtocol.Query, Version: "2010-05-08", XmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/", OnlyRegion: "us-east-1");

    public static readonly AwsService Organizations = new(
        "organizations", AwsProtocol.Json11, TargetPrefix: "AWSOrganizationsV20161128", OnlyRegion: "us-east-1");

    public static readonly AwsService Config = new("config", AwsProtocol.Json11, TargetPrefix: "StarlingDoveService");

    public static readonly AwsService GuardDuty = new("guardduty", AwsProtocol.RestJson);

    public static readonly AwsService SecurityHub = new("securityhub", AwsProtocol.RestJson);

    public static readonly AwsService S3 = new("s3", AwsProtocol.RestXml, XmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/");

    public static readonly AwsService Sqs = new("sqs", AwsProtocol.Json10, TargetPrefix: "AmazonSQS");

    public static readonly IReadOnlyList<AwsService> All = [Sts, CloudTrail, Account, Iam, Organizations, Config, GuardDuty, SecurityHub, S3, Sqs];
}
