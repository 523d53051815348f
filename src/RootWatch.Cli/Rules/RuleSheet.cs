using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Cli.Rules;

/// <summary>What a rule says of itself, for people and for scripts.</summary>
internal static class RuleSheet
{
    private const string NotSaid = "-";

    public static void List(CommandContext context, bool asJson)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            RuleCatalogue.All.ToList().ForEach(rule => line.Write(rule, WriteName));
            return;
        }

        var palette = context.OutPalette;
        var columns = new Columns("RULE", "SEVERITY", "TITLE");
        foreach (var rule in RuleCatalogue.All)
        {
            columns.Add(rule.Id, new Cell(SeverityNames.Format(rule.Severity), text => palette.Of(rule.Severity, text)), rule.Title);
        }

        columns.Write(context.Out, palette);
    }

    public static void Show(CommandContext context, Rule rule, bool asJson)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write(rule, WriteAll);
            return;
        }

        var palette = context.OutPalette;
        context.Out.WriteLine(palette.Strong($"{rule.Id} {rule.Title}"));
        Line("severity", palette.Of(rule.Severity, SeverityNames.Format(rule.Severity)));
        Line("ATT&CK", RuleText.Attack(rule));
        Line("condition", rule.Runbook);
        Line("response", rule.Advice);
        Line("false pos.", rule.FalsePositives);
        Line("reach", RuleText.Reach(rule));
        if (rule.Touch != RuleTouch.Nothing)
        {
            Line("touches", TouchName(rule.Touch));
        }

        foreach (var threshold in rule.Thresholds)
        {
            Line("threshold", string.Create(CultureInfo.InvariantCulture,
                $"{threshold.Name} {threshold.Default} (from {threshold.Min} to {threshold.Max}): {threshold.Meaning}"));
        }

        void Line(string name, string text) => context.Out.WriteLine($"{name,-10}  {(text.Length > 0 ? text : NotSaid)}");
    }

    private static void WriteName(Utf8JsonWriter json, Rule rule)
    {
        json.WriteString("ruleId", rule.Id);
        json.WriteString("severity", SeverityNames.Format(rule.Severity));
        json.WriteString("title", rule.Title);
    }

    private static void WriteAll(Utf8JsonWriter json, Rule rule)
    {
        WriteName(json, rule);
        WriteTechniques(json, "attack", rule.Attack);
        WriteTechniques(json, $"attackV{AttackTechniques.LaterVersion}", AttackTechniques.Later(rule.Attack));
        json.WriteString("runbook", rule.Runbook);
        json.WriteString("response", rule.Advice);
        json.WriteString("falsePositives", rule.FalsePositives);
        json.WriteString("reach", RuleText.Reach(rule));
        json.WriteString("touches", TouchName(rule.Touch));
        json.WriteObjects("thresholds", rule.Thresholds, static (json, threshold) =>
        {
            json.WriteString("name", threshold.Name);
            json.WriteNumber("default", threshold.Default);
            json.WriteNumber("min", threshold.Min);
            json.WriteNumber("max", threshold.Max);
            json.WriteString("meaning", threshold.Meaning);
        });
    }

    private static void WriteTechniques(Utf8JsonWriter json, string name, string techniques) =>
        json.WriteTexts(name, techniques.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string TouchName(RuleTouch touch) => touch.ToString().ToLowerInvariant();
}
