namespace RootWatch.Aws.Sts;

public sealed record AssumeRoleRequest
{
    public required string RoleArn { get; init; }
    public required string RoleSessionName { get; init; }
    public string? ExternalId { get; init; }
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);
    /// <summary>Session policy, intersected with the role's own.</summary>
    public string? Policy { get; init; }
}

public sealed record GetCallerIdentityResponse(string Account, string Arn, string UserId);

public sealed class StsClient
{
    internal StsClient() { }

    /// <summary>Assumes the role with the process's own credentials (environment, profile, SSO, container, instance).</summary>
    public Task<AwsOutcome<AwsSession>> AssumeRoleAsync(AssumeRoleRequest request, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public Task<AwsOutcome<GetCallerIdentityResponse>> GetCallerIdentityAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
