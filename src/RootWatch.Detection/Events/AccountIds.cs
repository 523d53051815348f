namespace RootWatch.Detection.Events;

/// <summary>Account ids, and whose a record is.</summary>
public static class AccountIds
{
    /// <summary>
    /// recipientAccountId comes first: it names the account whose history holds the record, while userIdentity.accountId
    /// may be the caller's. A value of 12 digits is preferred to a masked one.
    /// </summary>
    internal static string Choose(string? recipient, UserIdentity identity)
    {
        if (IsAccountId(recipient))
        {
            return recipient!;
        }

        if (IsAccountId(identity.AccountId))
        {
            return identity.AccountId;
        }

        var ofArn = FromArn(identity.Arn);
        return IsAccountId(ofArn) ? ofArn : !string.IsNullOrEmpty(recipient) ? recipient : identity.AccountId.Length > 0 ? identity.AccountId : ofArn;
    }

    /// <summary>An AWS account id has 12 digits, leading zeros among them.</summary>
    public static bool IsAccountId(string? text) => text is { Length: 12 } && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary><c>arn:partition:service:region:account:resource</c>.</summary>
    private static string FromArn(string arn)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            return "";
        }

        Span<Range> parts = stackalloc Range[6];
        return arn.AsSpan().Split(parts, ':') == 6 ? JsonText.Bound(arn[parts[4]], 128) : "";
    }
}
