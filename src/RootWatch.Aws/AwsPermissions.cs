using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Config;
using RootWatch.Aws.GuardDuty;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Organizations;
using RootWatch.Aws.SecurityHub;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws;

/// <summary>What a customer's role must allow: every call that we can make with it, and nothing else.</summary>
public static class AwsPermissions
{
    internal static readonly AwsOperation[] Operations =
    [
        .. CloudTrailClient.Operations, .. AccountClient.Operations, .. IamClient.Operations, .. OrganizationsClient.Operations,
        .. GuardDutyClient.Operations, .. ConfigClient.Operations, .. SecurityHubClient.Operations,
    ];

    /// <summary>As policies spell them: <c>cloudtrail:LookupEvents</c>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Operations.Select(operation => operation.Permission)];

    /// <summary>A policy document that allows them and nothing else; a session policy may have 2048 characters.</summary>
    public static string Policy { get; } =
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{string.Join(',', All.Select(action => $"\"{action}\""))}}],"Resource":"*"}]}""";
}
