using System.CommandLine;
using System.CommandLine.Parsing;
using RootWatch.Cli.Rules;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan;

/// <summary>--since, --until, --account and --rule.</summary>
internal sealed class SelectionOptions
{
    private readonly Option<string?> _since = new("--since")
    {
        Description = "Only findings of events since then: 24h, 7d, or 2026-01-31T08:00:00Z. What came before is still learnt from.",
        HelpName = "time",
    };

    private readonly Option<string?> _until = new("--until")
    {
        Description = "Only findings of events before then.",
        HelpName = "time",
    };

    private readonly Option<string[]> _accounts = new("--account")
    {
        Description = "Only findings in this AWS account; may be given several times.",
        HelpName = "12 digits",
    };

    private readonly Option<string[]> _rules = new("--rule")
    {
        Description = "Only findings of this rule, such as RW-S01; may be given several times.",
        HelpName = "id",
    };

    public void AddTo(Command command)
    {
        _since.Validators.Add(result => CheckMoment(result, "--since"));
        _until.Validators.Add(result => CheckMoment(result, "--until"));
        _accounts.Validators.Add(result =>
        {
            foreach (var id in result.Tokens.Select(token => token.Value).Where(id => !AccountIds.IsAccountId(id)))
            {
                result.AddError($"--account: '{ShownText.Of(id)}' is no AWS account id; write its 12 digits, with leading zeros.");
            }
        });
        _rules.Validators.Add(RuleCommand.CheckIdsButSigma);
        command.Add(_since);
        command.Add(_until);
        command.Add(_accounts);
        command.Add(_rules);
    }

    public FindingSelection Read(ParseResult parsed, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new FindingSelection(
            Moment(_since),
            Moment(_until),
            (parsed.GetValue(_accounts) ?? []).ToHashSet(StringComparer.Ordinal),
            (parsed.GetValue(_rules) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase));

        DateTimeOffset? Moment(Option<string?> option) =>
            parsed.GetValue(option) is { } text && ValueOptions.TryParseMoment(text, now, -1, out var moment) ? moment : null;
    }

    private static void CheckMoment(OptionResult result, string name)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (!ValueOptions.TryParseMoment(text, DateTimeOffset.UnixEpoch, 1, out _))
        {
            result.AddError($"{name}: '{ShownText.Of(text)}' is no time; write 24h, 7d, or a time with its zone such as 2026-01-31T08:00:00Z.");
        }
    }
}
