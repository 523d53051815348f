using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Accounts;

/// <summary>All pages of a list of accounts.</summary>
internal static class AccountPages
{
    /// <summary>The accounts, and the ids of those that the server could not ask in time.</summary>
    public static async Task<(List<Account> Accounts, List<string> Unreachable)> ReadAllAsync(
        CommandContext context, ServerConnection server, ListAccountsRequest request, CancellationToken cancel)
    {
        var accounts = new List<Account>();
        var unreachable = new List<string>();
        do
        {
            var page = await server.AskAsync(options => server.Accounts.ListAccountsAsync(request, options), context.Clock, cancel);
            accounts.AddRange(page.Accounts);
            unreachable.AddRange(page.Unreachable);
            if (page.NextPageToken.Length > 0 && page.NextPageToken == request.PageToken)
            {
                throw new ProblemException($"the server at {server.Address} answers with the same page again and again; its log says more.");
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        return (accounts, unreachable);
    }
}
