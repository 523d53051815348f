using System.Globalization;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Alerts;

/// <summary>
/// The newest alerts, oldest first. The server lists from the oldest on, so the whole log goes past; only what will be
/// shown is kept.
/// </summary>
internal static class AlertList
{
    private const int PageSize = 1000;

    public static async Task<int> RunAsync(
        CommandContext context, ServerConnection server, AlertSelection.Selected selected, int limit, bool asJson, CancellationToken cancel)
    {
        using var view = new AlertView(context, asJson);
        var newest = new PriorityQueue<Alert, (DateTimeOffset, string, long)>();
        var matched = 0L;
        var request = new ListAlertsRequest { Filter = selected.Filter, PageSize = PageSize };
        await Pages.ReadAllAsync(server, async token =>
        {
            request.PageToken = token;
            var page = await server.AskAsync(options => server.Alerts.ListAlertsAsync(request, options), context.Clock, cancel);
            foreach (var alert in page.Alerts.Where(selected.Includes))
            {
                matched++;
                newest.Enqueue(alert, (Times.Of(alert.DetectedAt) ?? DateTimeOffset.MinValue, alert.TenantId, alert.Sequence));
                if (limit > 0 && newest.Count > limit)
                {
                    newest.Dequeue();
                }
            }

            return page.NextPageToken;
        });

        var shown = newest.Count;
        while (newest.TryDequeue(out var alert, out _))
        {
            view.Show(alert);
        }

        context.Out.Flush();
        if (matched > shown)
        {
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{matched - shown} older alerts are not shown; --limit 0 shows all."));
        }
        else if (matched == 0)
        {
            if (await selected.WhyNone(context, server, cancel) is { } reason)
            {
                throw new ProblemException(reason);
            }

            context.Error.WriteLine("No alerts.");
        }

        return ExitCode.Ok;
    }
}
