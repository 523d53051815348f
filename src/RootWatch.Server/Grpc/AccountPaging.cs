using System.Buffers.Text;
using System.Text;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Grpc;

/// <summary>Lists of accounts in pages, by tenant and account id.</summary>
/// <param name="kind">Of the list: a token of one list is none of another's.</param>
/// <param name="withPaused">Also those that are not watched any more.</param>
internal sealed class AccountPaging(string kind, CurrentRoster roster, bool withPaused = false)
{
    public AccountPage Page(Caller caller, int pageSize, string pageToken)
    {
        int size = BadRequest.PageSize(pageSize);
        (string TenantId, string AccountId) after = After(pageToken, caller);
        Roster current = roster.Value;
        List<AccountRegistration> rest = [.. current.Accounts.Values.Concat(withPaused ? current.Paused.Values.Select(paused => paused.Account) : [])
            .Where(account => caller.MayRead(account.TenantId))
            .Where(account => Compare((account.TenantId, account.AccountId), after) > 0)
            .OrderBy(account => account.TenantId, StringComparer.Ordinal).ThenBy(account => account.AccountId, StringComparer.Ordinal)
            .Take(size + 1)];
        return new AccountPage([.. rest.Take(size)], TokenAfter, isLast: rest.Count <= size);
    }

    private string TokenAfter(AccountRegistration account) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}|{account.TenantId}|{account.AccountId}"));

    private (string TenantId, string AccountId) After(string token, Caller caller)
    {
        if (token.Length == 0)
        {
            return ("", "");
        }

        string text = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : "";
        string[] parts = text.Split('|');
        if (parts.Length != 3 || parts[0] != kind)
        {
            throw BadRequest.Field("page_token", "not a next_page_token of this list");
        }

        return caller.MayRead(parts[1]) ? (parts[1], parts[2]) : throw BadRequest.Field("page_token", BadRequest.ForeignToken);
    }

    private static int Compare((string TenantId, string AccountId) one, (string TenantId, string AccountId) other)
    {
        int byTenant = string.CompareOrdinal(one.TenantId, other.TenantId);
        return byTenant != 0 ? byTenant : string.CompareOrdinal(one.AccountId, other.AccountId);
    }
}
