using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Drills;

/// <summary>Drills as the server tells them.</summary>
internal static class DrillPages
{
    private const int PageSize = 1000;

    /// <summary>The drills, and the ids of the accounts that the server could not ask in time.</summary>
    /// <param name="accountId">Empty: all accounts'.</param>
    public static async Task<(List<Drill> Drills, List<string> Unreachable)> ReadAllAsync(CommandContext context, ServerConnection server, string accountId, CancellationToken cancel)
    {
        var drills = new List<Drill>();
        var unreachable = new List<string>();
        var request = new ListDrillsRequest { AccountId = accountId, PageSize = PageSize };
        await Pages.ReadAllAsync(server, async token =>
        {
            request.PageToken = token;
            var page = await server.AskAsync(options => server.Drills.ListDrillsAsync(request, options), context.Clock, cancel);
            drills.AddRange(page.Drills);
            unreachable.AddRange(page.Unreachable);
            return page.NextPageToken;
        });

        return (drills, unreachable);
    }
}
