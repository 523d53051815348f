using RootWatch.Cli.Accounts;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Drills;
using RootWatch.Cli.Emergencies;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;
using Alert = RootWatch.V1.Alert;

namespace RootWatch.Cli.Reports;

/// <summary>Asks a server for all that a report is made of.</summary>
internal sealed class ReportReader(CommandContext context, ServerConnection server, CancellationToken cancel)
{
    // An account has a score of streams: a page must stay well below what one message may hold.
    private const int AccountsPageSize = 100;
    private const int PageSize = 1000;
    private const int AtOnce = 8;

    /// <summary>A report of one tenant.</summary>
    /// <param name="tenantId">Null: the only one that the token can see.</param>
    public async Task<TenantReport> ReadAsync(string? tenantId, ReportPeriod period)
    {
        Tell("reading the accounts");
        var (all, unreachable) = await AccountPages.ReadAllAsync(context, server, new ListAccountsRequest { PageSize = AccountsPageSize, IncludeStreams = true }, cancel);
        var tenant = tenantId ?? OnlyTenant(all);
        var ofTenant = all.FindAll(account => account.TenantId == tenant);
        var paused = ofTenant.FindAll(account => account.Status == WatchStatus.Paused);
        var accounts = ofTenant.FindAll(account => account.Status != WatchStatus.Paused);
        if (ofTenant.Count == 0)
        {
            throw new ProblemException(unreachable.Count > 0
                ? $"none of the accounts could be asked in time; is the server at {server.Address} well?"
                : tenant.Length == 0 ? "no account that this token may see is watched, so there is no tenant to report on; the alerts that it may read are still listed by 'rootwatch alerts list'."
                : AccountPages.NoneOf(tenant, "--tenant"));
        }

        var checklists = new AccountChecklist?[accounts.Count];
        var done = 0;
        await Parallel.ForAsync(0, accounts.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (n, cancelled) =>
        {
            var request = new GetChecklistRequest { AccountId = accounts[n].AccountId };
            try
            {
                checklists[n] = (await server.AskAsync(options => server.Posture.GetChecklistAsync(request, options), context.Clock, cancelled)).Checklist;
            }
            catch (ProblemException problem)
            {
                context.Error.WriteLine($"report: {accounts[n].AccountId}: {problem.Message}");
            }

            if (Interlocked.Increment(ref done) is var so && so % 100 == 0)
            {
                Tell($"{so} of {accounts.Count} checklists");
            }
        });

        if (accounts.Count > 0 && checklists.All(checklist => checklist is null))
        {
            throw new ProblemException($"no account's checklist could be had from {server.Address}.");
        }

        Tell("reading the alerts");
        var alerts = await AlertsAsync(tenant);
        Tell("reading the emergency windows");
        var (windows, withoutWindows) = await WindowsAsync(tenant);
        Tell("reading the drills");
        var (drills, withoutDrills) = await DrillPages.ReadAllAsync(context, server, "", cancel);
        var silent = unreachable.Concat(accounts.Where((_, n) => checklists[n] is null).Select(account => account.AccountId))
            .Concat(withoutWindows.Concat(withoutDrills).Where(id => accounts.Exists(account => account.AccountId == id))).Distinct();
        return TenantReport.Of(
            tenant, period, context.Clock.GetUtcNow(), server.Address,
            accounts.Zip(checklists).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!)),
            alerts, windows, drills.Where(drill => drill.TenantId == tenant), paused, [.. silent]);
    }

    private static string OnlyTenant(List<Account> accounts) => accounts.Select(account => account.TenantId).Distinct().ToArray() switch
    {
        [var only] => only,
        [] => "",
        var several => throw new ProblemException($"this token sees {several.Length} tenants; name one with --tenant: {string.Join(", ", several.Order(StringComparer.Ordinal).Take(20).Select(id => ShownText.Of(id)))}."),
    };

    /// <summary>Of all times: a spell of blindness may have begun before the period.</summary>
    private async Task<List<Alert>> AlertsAsync(string tenant)
    {
        var alerts = new List<Alert>();
        var request = new ListAlertsRequest { PageSize = PageSize };
        await Pages.ReadAllAsync(server, async token =>
        {
            request.PageToken = token;
            var page = await server.AskAsync(options => server.Alerts.ListAlertsAsync(request, options), context.Clock, cancel);
            alerts.AddRange(page.Alerts.Where(alert => alert.TenantId == tenant));
            return page.NextPageToken;
        });
        return alerts;
    }

    /// <summary>The windows with what root did in them, as far as it can be had, and the accounts that could not be asked for theirs.</summary>
    private async Task<(List<EmergencyWindow> Windows, List<string> Unreachable)> WindowsAsync(string tenant)
    {
        var (listed, unreachable) = await WindowPages.ReadAllAsync(context, server, new ListWindowsRequest { PageSize = PageSize }, cancel);
        var windows = new List<EmergencyWindow>();
        foreach (var window in listed.Where(window => window.TenantId == tenant))
        {
            var one = new GetWindowRequest { WindowId = window.WindowId };
            try
            {
                windows.Add((await server.AskAsync(options => server.Emergencies.GetWindowAsync(one, options), context.Clock, cancel)).Window);
            }
            catch (ProblemException problem)
            {
                // One of hundreds that answers no more must not cost the others their report.
                context.Error.WriteLine($"report: {window.WindowId}: {problem.Message}");
                windows.Add(window);
                unreachable.Add(window.AccountId);
            }
        }

        return (windows, unreachable);
    }

    private void Tell(string what)
    {
        if (context.ErrorIsTerminal)
        {
            context.Error.WriteLine($"report: {what}");
            context.Error.Flush();
        }
    }
}
