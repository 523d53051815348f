using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Emergencies;

/// <summary>Emergency windows as the server tells them.</summary>
internal static class WindowPages
{
    /// <summary>The windows, and the ids of the accounts that the server could not ask in time.</summary>
    public static async Task<(List<EmergencyWindow> Windows, List<string> Unreachable)> ReadAllAsync(
        CommandContext context, ServerConnection server, ListWindowsRequest request, CancellationToken cancel)
    {
        var windows = new List<EmergencyWindow>();
        var unreachable = new List<string>();
        await Pages.ReadAllAsync(server, async token =>
        {
            request.PageToken = token;
            var page = await server.AskAsync(options => server.Emergencies.ListWindowsAsync(request, options), context.Clock, cancel);
            windows.AddRange(page.Windows);
            unreachable.AddRange(page.Unreachable);
            return page.NextPageToken;
        });

        return (windows, unreachable);
    }
}
