using System.CommandLine;
using RootWatch.Cli.Accounts;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Rules;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.V1;
using Alert = RootWatch.V1.Alert;
using Severity = RootWatch.Detection.Alerts.Severity;

namespace RootWatch.Cli.Alerts;

/// <summary>Which alerts a user wants: what the server can tell apart it is asked for, the rest is told apart here.</summary>
internal sealed class AlertSelection
{
    private readonly Option<Severity?> _severity = ValueOptions.Severity("--severity", "Only alerts of this severity or a higher one");

    private readonly Option<string?> _account = new("--account")
    {
        Description = "Only alerts of this AWS account.",
        HelpName = "12 digits",
    };

    private readonly Option<string[]> _rules = new("--rule")
    {
        Description = "Only alerts of this rule, such as RW-S01; may be given several times.",
        HelpName = "id",
    };

    private readonly Option<string?> _tenant = new("--tenant")
    {
        Description = "Only alerts of this tenant, for tokens that see all of them.",
        HelpName = "id",
    };

    private readonly Option<string?> _since = new("--since")
    {
        Description = "Only alerts about events since then: 30m, 24h, 7d, or 2026-01-31T08:00:00Z.",
        HelpName = "time",
    };

    private readonly Option<bool> _folded = new("--folded")
    {
        Description = "Leave out what is part of another alert: of many accounts that go blind together, only what RW-Q06 tells of all and what came before it.",
    };

    public void AddTo(Command command)
    {
        _account.Validators.Add(result =>
        {
            var id = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!AccountIds.IsAccountId(id))
            {
                result.AddError($"--account: '{ShownText.Of(id)}' is no AWS account id; write its 12 digits, with leading zeros.");
            }
        });
        _since.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!ValueOptions.TryParseMoment(text, DateTimeOffset.UnixEpoch, 1, out _))
            {
                result.AddError($"--since: '{ShownText.Of(text)}' is no time; write 30m, 24h, 7d, or a time with its zone such as 2026-01-31T08:00:00Z.");
            }
        });
        _rules.Validators.Add(RuleCommand.CheckIdsButSigma);
        command.Add(_severity);
        command.Add(_account);
        command.Add(_rules);
        command.Add(_tenant);
        command.Add(_since);
        command.Add(_folded);
    }

    public Selected Read(ParseResult parsed, TimeProvider clock)
    {
        var filter = new AlertFilter { AccountId = parsed.GetValue(_account) ?? "" };
        filter.SeverityMin = parsed.GetValue(_severity) is { } lowest ? (V1.Severity)(int)lowest : V1.Severity.Unspecified;
        filter.Folded = parsed.GetValue(_folded);
        filter.RuleIds.AddRange((parsed.GetValue(_rules) ?? []).Select(id => RuleCommand.Find(id)?.Id ?? id));
        return new Selected(
            filter,
            parsed.GetValue(_tenant),
            parsed.GetValue(_since) is { } text && ValueOptions.TryParseMoment(text, clock.GetUtcNow(), -1, out var moment) ? moment : null);
    }

    internal sealed record Selected(AlertFilter Filter, string? TenantId, DateTimeOffset? Since)
    {
        /// <summary>The server sends every alert of the log.</summary>
        public bool IsWholeLog => Filter.AccountId.Length == 0 && Filter.SeverityMin == V1.Severity.Unspecified && Filter.RuleIds.Count == 0 && !Filter.Folded;

        /// <summary>Why no alert will come, if the account or the tenant that is asked for is not watched; null: it is, or that cannot be told.</summary>
        public async Task<string?> WhyNone(CommandContext context, ServerConnection server, CancellationToken cancel)
        {
            try
            {
                if (Filter.AccountId.Length > 0)
                {
                    await AccountPages.ReadAsync(context, server, Filter.AccountId, cancel);
                }

                if (TenantId is null)
                {
                    return null;
                }

                var (accounts, unreachable) = await AccountPages.ReadAllAsync(context, server, new ListAccountsRequest { PageSize = 1000 }, cancel);
                return unreachable.Count > 0 || accounts.Exists(account => account.TenantId == TenantId) ? null : AccountPages.NoneOf(TenantId, "--tenant");
            }
            catch (ProblemException problem)
            {
                return problem.IsNotFound ? problem.Message : null;
            }
        }

        /// <summary>An alert whose event carries no time is judged by when it was detected.</summary>
        public bool Includes(Alert alert) =>
            (TenantId is null || alert.TenantId == TenantId)
            && (Since is not { } limit || (Times.Of(alert.EventTime) ?? Times.Of(alert.DetectedAt)) is not { } time || time >= limit);
    }
}
