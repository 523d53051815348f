using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Sigma;

internal static class SigmaCommand
{
    private const string HelpNotes = """
        Reads files and folders (recursively: .yml, .yaml). The rules go to stdout; what is refused, noted and counted goes
        to stderr with file, line, column and key. With --output json all of it goes to stdout.

        Exit codes: 0 every rule about CloudTrail can be used; 1 one is refused, or there is none; 2 wrong usage.
        """;

    public static Command Create(CommandContext context) =>
        new("sigma", "Looks after detection rules of your own, written in Sigma.") { CreateCheck(context) };

    private static Command CreateCheck(CommandContext context)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Rule files, and folders of them.", Arity = ArgumentArity.OneOrMore };
        var output = ValueOptions.Output();
        var check = new Command("check", "Loads Sigma rules, lists them, and says which are refused and why.") { paths, output };
        check.SetAction(parsed => Check(context, SigmaFolder.Read(parsed.GetRequiredValue(paths)), parsed.GetValue(output) == "json"));
        return check.WithNotes(HelpNotes);
    }

    private static int Check(CommandContext context, SigmaReading reading, bool asJson)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            reading.Rules.All.ToList().ForEach(rule => line.Write(rule, WriteMembers));
            reading.Problems.ToList().ForEach(problem => line.Write(problem, WriteMembers));
        }
        else
        {
            WriteTable(context.Out, context.OutPalette, reading.Rules.All);
            context.Out.Flush();
            SigmaProblemLines.Write(context.Error, context.ErrorPalette, reading.Problems);
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"rules {reading.Rules.All.Count}, unsupported {Count(SigmaProblemKind.Unsupported)}, mistakes {Count(SigmaProblemKind.Mistake)}, notes {Count(SigmaProblemKind.Note)}, about other logs {reading.OtherLogSources}, no rules {reading.NoRules}"));
        }

        return reading.Rules.All.Count > 0 && reading.Problems.All(problem => problem.Kind == SigmaProblemKind.Note) ? ExitCode.Ok : ExitCode.Failed;

        int Count(SigmaProblemKind kind) => reading.Of(kind).Count();
    }

    private static void WriteTable(TextWriter output, Palette palette, IReadOnlyList<SigmaRule> rules)
    {
        if (rules.Count == 0)
        {
            return;
        }

        var columns = new Columns("RULE", "SEVERITY", "CALLS", "TITLE");
        foreach (var rule in rules)
        {
            var severity = rule.Severity;
            columns.Add(rule.Id, new Cell(SeverityNames.Format(severity), text => palette.Of(severity, text)), Calls(rule), rule.Title);
        }

        columns.Write(output, palette);
    }

    /// <summary>Which calls have to be looked at for the rule: a rule about any call makes reading slower.</summary>
    private static string Calls(SigmaRule rule) => rule.EventNames switch
    {
        null => "any",
        { Count: 0 } => "none",
        { Count: 1 } one => one.First(),
        { } many => string.Create(CultureInfo.InvariantCulture, $"{many.Order(StringComparer.Ordinal).First()} and {many.Count - 1} more"),
    };

    private static void WriteMembers(Utf8JsonWriter json, SigmaRule rule)
    {
        json.WriteString("kind", "rule");
        json.WriteString("ruleId", rule.Id);
        json.WriteString("title", rule.Title);
        json.WriteString("severity", SeverityNames.Format(rule.Severity));
        json.WriteString("attack", rule.Attack);
        json.WriteString("id", rule.FileId);
        json.WriteString("path", rule.Path);
        json.WriteNumber("line", rule.Line);
        if (rule.EventNames is { } names)
        {
            json.WriteStartArray("eventNames");
            names.Order(StringComparer.Ordinal).ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("eventNames");
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, SigmaProblem problem)
    {
        json.WriteString("kind", SigmaProblemLines.Label(problem.Kind));
        json.WriteString("path", problem.Path);
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("key", problem.Key);
        json.WriteString("text", problem.Text);
    }
}
