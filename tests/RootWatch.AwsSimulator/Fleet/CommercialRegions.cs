namespace RootWatch.AwsSimulator.Fleet;

/// <summary>The regions of the commercial partition.</summary>
internal static class CommercialRegions
{
    public const string Home = "us-east-1";

    /// <summary>Regions that are on in every new account.</summary>
    public static readonly IReadOnlyList<string> EnabledByDefault =
    [
        Home, "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
        "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1",
        "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2",
    ];

    /// <summary>Regions that an account must opt in to.</summary>
    public static readonly IReadOnlyList<string> OptIn =
    [
        "eu-south-1", "eu-central-2", "eu-south-2", "af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4",
        "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "il-central-1", "me-central-1", "me-south-1", "mx-central-1",
    ];

    public static readonly IReadOnlyList<string> All = [.. EnabledByDefault.Concat(OptIn).Order(StringComparer.Ordinal)];

    /// <summary>The order in which a fleet takes regions: home, then a few that people use, an opt-in one early so that it is met.</summary>
    public static readonly IReadOnlyList<string> ByPopularity =
        [.. new[] { Home, "eu-west-1", "eu-south-1", "us-west-2", "eu-central-1", "ap-southeast-2" }.Concat(EnabledByDefault).Concat(OptIn).Distinct()];

    /// <summary>Services whose events land in us-east-1 wherever the caller is.</summary>
    public static bool IsGlobalService(string eventSource) => eventSource is
        "signin.amazonaws.com" or "iam.amazonaws.com" or "organizations.amazonaws.com" or "account.amazonaws.com"
        or "cloudfront.amazonaws.com" or "route53.amazonaws.com" or "billingconsole.amazonaws.com";
}
