using System.Security.Cryptography;
using System.Text;
using RootWatch.Aws;
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
        var documents = await RoleDocuments.Read(calls, account, stop);
        Fact<MonitoringRoleFacts> role = documents.Value is { Trust: not null } read
            ? Of(read, first, calls.Time.GetUtcNow())
            : calls.FactOf(documents, before?.MonitoringRole, _ => null);
        return facts with { MonitoringRole = role, FirstTrust = first ?? (role.Value is { } known ? new FirstTrust(identity, known.Fingerprint) : null) };
    }

    /// <param name="first">Its trust when it was first read; null: this is the first time.</param>
    public static Fact<MonitoringRoleFacts> Of(RoleDocuments documents, FirstTrust? first, DateTimeOffset now)
    {
        if (documents.Trust is null)
        {
            return Fact.Known<MonitoringRoleFacts>(null, now);
        }

        if (PolicyDocuments.ReadTrust(documents.Trust) is not { } trust)
        {
            return Fact.NotKnown<MonitoringRoleFacts>("malformed: the role's trust policy cannot be read", now);
        }

        List<string> excess =
        [
            .. documents.Inline.SelectMany(policy => PolicyDocuments.AllowedBeyond(policy.Text, AwsPermissions.All) ?? [$"{policy.Name} (unreadable)"]),
            .. documents.Attached.Except(documents.Unread, StringComparer.Ordinal),
        ];
        return excess.Count == 0 && documents.Unread.Count > 0
            ? Fact.NotKnown<MonitoringRoleFacts>($"not read: managed policies of the customer's own, such as {documents.Unread[0]}", now)
            : Fact.Known(
                new MonitoringRoleFacts(
                    trust.NeedsExternalId, trust.Principals, [.. excess.Distinct(StringComparer.Ordinal).Take(50)], trust.Fingerprint, first?.Fingerprint ?? trust.Fingerprint),
                now);
    }
}
