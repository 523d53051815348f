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
    public static Task<(List<Drill> Drills, List<string> Unreachable)> ReadAllAsync(CommandContext context, ServerConnection server, string accountId, CancellationToken cancel) =>
        AccountLists.ReadAllAsync(
            context, server,
            (token, options) => server.Drills.ListDrillsAsync(new ListDrillsRequest { AccountId = accountId, PageSize = PageSize, PageToken = token }, options),
            page => (page.Drills.AsEnumerable(), page.Unreachable.AsEnumerable(), page.NextPageToken), cancel);
}
