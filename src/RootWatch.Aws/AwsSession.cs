namespace RootWatch.Aws;

/// <summary>Credentials that sign calls: those of an assumed role, with an end. Never written to storage or a log.</summary>
public sealed record AwsSession(string AccessKeyId, string SecretAccessKey, string? SessionToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Names the key, hides the secret.</summary>
    public override string ToString() => $"session {AccessKeyId}, expires {ExpiresAt:O}";
}
