using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// From an organisation's management account, or one it delegates to, members are managed with calls that land in the caller's
/// history and name the member.
/// </summary>
internal static class MemberAccount
{
    /// <summary>The account that the call is about, to be shown; null: the one in whose history it lands.</summary>
    public static string? Of(CloudTrailEvent e) =>
        AccountService.Parameter(e, "accountId") is { Length: > 0 } id && id != e.AccountId ? ShownText.Of(id, 32) : null;

    /// <summary>What happened to a member is no part of what happens to this account: nothing is joined with it here.</summary>
    public static Finding With(Finding finding, string? member) => member is null ? finding : finding with { IsApart = true };
}
