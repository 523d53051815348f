using System.Security.Cryptography;
using System.Text;
using RootWatch.Aws;
using RootWatch.Aws.Iam;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>The role through which the account is read, as IAM tells it.</summary>
internal static class MonitoringRoleReader
{
    /// <summary>The facts with the role, and with its first trust if it had none.</summary>
    public static async Task<PostureFacts> Read(PostureCalls calls, AccountRegistration account, PostureFacts facts, PostureFacts? before, CancellationToken stop)
    {
        string identity = $"{account.RoleArn} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.ExternalId ?? "")).AsSpan(0, 8))}";
        FirstTrust? first = before?.FirstTrust?.Role == identity ? before.FirstTrust : null;
        Fact<MonitoringRoleFacts> role = await Read(calls, account, first, before?.MonitoringRole, stop);
        return facts with { MonitoringRole = role, FirstTrust = first ?? (role.Value is { } read ? new FirstTrust(identity, read.Fingerprint) : null) };
    }

    private static async Task<Fact<MonitoringRoleFacts>> Read(
        PostureCalls calls, AccountRegistration account, FirstTrust? first, Fact<MonitoringRoleFacts>? before, CancellationToken stop)
    {
        IamClient iam = calls.Clients.Iam;
        (string name, string home) = (account.RoleArn.Split('/')[^1], account.HomeRegion());
        var role = await calls.AskIam((session, token) => iam.GetRoleAsync(name, session, home, token), stop);
        if (role.Failure is not null || role.Value!.Role is null)
        {
            return calls.FactOf(role, before, _ => null);
        }

        if (PolicyDocuments.ReadTrust(role.Value.Role.AssumeRolePolicyDocument) is not { } trust)
        {
            return Fact.NotKnown<MonitoringRoleFacts>("malformed: the role's trust policy cannot be read", calls.Time.GetUtcNow());
        }

        var inline = await calls.AskIam((session, token) => iam.ListRolePoliciesAsync(name, session, home, token), stop);
        List<string> excess = [];
        foreach (string policy in inline.Value?.PolicyNames ?? [])
        {
            var document = await calls.AskIam((session, token) => iam.GetRolePolicyAsync(name, policy, session, home, token), stop);
            if (document.Failure is not null)
            {
                return calls.FactOf(document, before, _ => null);
            }

            excess.AddRange(PolicyDocuments.AllowedBeyond(document.Value!.PolicyDocument, AwsPermissions.All) ?? [$"{policy} (unreadable)"]);
        }

        var attached = await calls.AskIam((session, token) => iam.ListAttachedRolePoliciesAsync(name, session, home, token), stop);
        if ((inline.Failure ?? attached.Failure) is { } failure)
        {
            return calls.FactOf((attached.Value, failure), before, _ => null);
        }

        string[] own = [.. attached.Value!.PolicyArns.Where(arn => !arn.Contains(":iam::aws:policy/", StringComparison.Ordinal))];
        excess.AddRange(attached.Value.PolicyArns.Except(own, StringComparer.Ordinal));
        if (excess.Count == 0 && own.Length > 0)
        {
            return Fact.NotKnown<MonitoringRoleFacts>($"not read: managed policies of the customer's own, such as {own[0]}", calls.Time.GetUtcNow());
        }

        return Fact.Known(
            new MonitoringRoleFacts(
                trust.NeedsExternalId, trust.Principals, [.. excess.Distinct(StringComparer.Ordinal).Take(50)], trust.Fingerprint, first?.Fingerprint ?? trust.Fingerprint),
            calls.Time.GetUtcNow());
    }
}
