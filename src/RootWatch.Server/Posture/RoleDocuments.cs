using RootWatch.Aws;
using RootWatch.Aws.Iam;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>What IAM tells of the role through which an account is read.</summary>
/// <param name="Trust">Its trust policy; null: there is no such role.</param>
/// <param name="Inline">Names and texts of its own policies.</param>
/// <param name="Attached">ARNs of managed policies.</param>
internal sealed record RoleDocuments(string? Trust, IReadOnlyList<(string Name, string Text)> Inline, IReadOnlyList<string> Attached)
{
    /// <summary>Managed policies that the customer made; what they allow is not read.</summary>
    public IReadOnlyList<string> Unread => [.. Attached.Where(arn => !arn.Contains(":iam::aws:policy/", StringComparison.Ordinal))];

    public static async Task<(RoleDocuments? Value, AwsFailure? Failure)> Read(PostureCalls calls, AccountRegistration account, CancellationToken stop)
    {
        IamClient iam = calls.Clients.Iam;
        (string name, string home) = (account.RoleName(), account.HomeRegion());
        var (role, refused) = await calls.AskIam((session, token) => iam.GetRoleAsync(name, session, home, token), stop);
        if (refused is not null || role!.Role is null)
        {
            return (refused is null ? new RoleDocuments(null, [], []) : null, refused);
        }

        (ListRolePoliciesResponse? inline, refused) = await calls.AskIam((session, token) => iam.ListRolePoliciesAsync(name, session, home, token), stop);
        List<(string, string)> documents = [];
        foreach (string policy in inline?.PolicyNames ?? [])
        {
            var (document, unread) = await calls.AskIam((session, token) => iam.GetRolePolicyAsync(name, policy, session, home, token), stop);
            if (unread is not null)
            {
                return (null, unread);
            }

            documents.Add((policy, document!.PolicyDocument));
        }

        var (attached, unlisted) = await calls.AskIam((session, token) => iam.ListAttachedRolePoliciesAsync(name, session, home, token), stop);
        return (refused ?? unlisted) is { } failure ? (null, failure) : (new RoleDocuments(role.Role.AssumeRolePolicyDocument, documents, attached!.PolicyArns), null);
    }
}
