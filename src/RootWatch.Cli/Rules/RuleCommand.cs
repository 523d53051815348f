using System.CommandLine;
using System.CommandLine.Parsing;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Rules;

/// <summary>What the rules are, and what they would tell.</summary>
internal static class RuleCommand
{
    /// <summary>For the help of commands that read files.</summary>
    public const string NotOfFiles = """
        Rules about more than the records of one account (RW-X04 to RW-X12, RW-G01 to RW-G14, RW-Q05, RW-Q06) find nothing
        here: they need a server.
        """;

    public static Command Create(CommandContext context) =>
        new("rule", "Shows the rules, and tries settings of theirs on records that you have.")
        {
            CreateList(context),
            CreateShow(context),
            RuleTestCommand.Create(context),
        };

    /// <summary>In any letter case; null if there is none.</summary>
    public static Rule? Find(string id, IEnumerable<Rule>? own = null) =>
        RuleCatalogue.All.Concat(own ?? []).FirstOrDefault(rule => rule.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses ids of no rule.</summary>
    public static void CheckIds(SymbolResult result, IEnumerable<Token> tokens)
    {
        foreach (var id in tokens.Select(token => token.Value).Where(id => Find(id) is null))
        {
            result.AddError(Unknown(id));
        }
    }

    /// <summary>The same, where Sigma rules may be meant, too: which of those there are, only who has read them knows.</summary>
    public static void CheckIdsButSigma(OptionResult result) =>
        CheckIds(result, result.Tokens.Where(token => !token.Value.StartsWith(SigmaRule.IdPrefix, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Says of which of these ids there is no rule; true: of none.</summary>
    /// <param name="own">The user's own rules.</param>
    public static bool KnowsAll(IEnumerable<string> ids, IReadOnlyList<Rule> own, CommandContext context)
    {
        if (ids.FirstOrDefault(id => Find(id, own) is null) is not { } unknown)
        {
            return true;
        }

        context.Error.WriteLine($"rootwatch: {Unknown(unknown, own)}");
        return false;
    }

    private static string Unknown(string id, IEnumerable<Rule>? own = null) => $"there is no rule '{ShownText.Of(id)}'; {SettingsReader.HintOfRule(id, own)}";

    private static Command CreateList(CommandContext context)
    {
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists the rules.") { output };
        list.SetAction(parsed => RuleSheet.List(context, parsed.GetValue(output) == "json"));
        return list;
    }

    private static Command CreateShow(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "Of the rule, such as RW-S01." };
        id.Validators.Add(result => CheckIds(result, result.Tokens));
        var output = ValueOptions.Output();
        var show = new Command("show", "Shows what a rule looks for, what to do about it, and what of it can be set.") { id, output };
        show.SetAction(parsed => RuleSheet.Show(context, Find(parsed.GetRequiredValue(id))!, parsed.GetValue(output) == "json"));
        return show;
    }
}
