namespace RootWatch.AwsSimulator.Sts;

/// <summary>Who signs a call: the watching party's own user, or a session of an assumed role.</summary>
/// <param name="Account">The account that the principal lives in and that pays for its calls.</param>
/// <param name="IssuedAt">When the session began; null for a long-lived key.</param>
internal sealed record Credential(
    string AccessKeyId, string SecretKey, string? SessionToken, string Account, string Arn, string UserId, DateTimeOffset? IssuedAt, DateTimeOffset? ExpiresAt)
{
    public bool IsSession => SessionToken is not null;
}
