using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Emergencies;

/// <summary>Emergency windows as the server tells them.</summary>
internal static class WindowPages
{
    /// <summary>The windows, and the ids of the accounts that the server could not ask in time.</summary>
    public static Task<(List<EmergencyWindow> Windows, List<string> Unreachable)> ReadAllAsync(
        CommandContext context, ServerConnection server, ListWindowsRequest request, CancellationToken cancel) =>
        AccountLists.ReadAllAsync(
            context, server,
            (token, options) =>
            {
                request.PageToken = token;
                return server.Emergencies.ListWindowsAsync(request, options);
            },
            page => (page.Windows.AsEnumerable(), page.Unreachable.AsEnumerable(), page.NextPageToken), cancel);
}
