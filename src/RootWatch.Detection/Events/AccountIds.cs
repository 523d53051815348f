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
        var ofArn = FromArn(identity.Arn);
        foreach (var candidate in (ReadOnlySpan<string?>)[recipient, identity.AccountId, ofArn])
        {
            if (IsAccountId(candidate))
            {
                return candidate!;
            }
        }

        return !string.IsNullOrEmpty(recipient) ? recipient : identity.AccountId.Length > 0 ? identity.AccountId : ofArn;
    }

    /// <summary>An AWS account id has 12 digits, leading zeros among them.</summary>
    public static bool IsAccountId(string? text) => text is { Length: 12 } && text.All(char.IsAsciiDigit);

    /// <summary><c>arn:partition:service:region:account:resource</c>.</summary>
    private static string FromArn(string arn)
    {
        var parts = arn.Split(':', 6);
        return parts.Length == 6 && parts[0] == "arn" ? JsonText.Bound(parts[4], 128) : "";
    }
}
