using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Accounts;

/// <summary>Accounts as the server tells them: one, or all pages of the list.</summary>
internal static class AccountPages
{
    public static async Task<Account> ReadAsync(CommandContext context, ServerConnection server, string accountId, CancellationToken cancel)
    {
        var request = new GetAccountRequest { AccountId = accountId };
        return (await server.AskAsync(options => server.Accounts.GetAccountAsync(request, options), context.Clock, cancel)).Account
            ?? throw new ProblemException($"the server at {server.Address} answered without the account {ShownText.Of(accountId)}; its log says more.");
    }

    /// <summary>Why nothing is to be had of the tenant that somebody asked for.</summary>
    public static string NoneOf(string tenantId, string option) =>
        $"no account of a tenant '{ShownText.Of(tenantId)}' is watched, or this token may not see it; 'rootwatch accounts list' shows which there are ({option}).";

    /// <summary>The accounts, and the ids of those that the server could not ask in time.</summary>
    public static Task<(List<Account> Accounts, List<string> Unreachable)> ReadAllAsync(
        CommandContext context, ServerConnection server, ListAccountsRequest request, CancellationToken cancel) =>
        AccountLists.ReadAllAsync(
            context, server,
            (token, options) =>
            {
                request.PageToken = token;
                return server.Accounts.ListAccountsAsync(request, options);
            },
            page => (page.Accounts.AsEnumerable(), page.Unreachable.AsEnumerable(), page.NextPageToken), cancel);
}
