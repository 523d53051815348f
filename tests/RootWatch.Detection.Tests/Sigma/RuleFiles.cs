using System.Text;
using RootWatch.Detection.Events;
using RootWatch.Detection.Sigma;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>Rule files made by hand; each test says only what it is about.</summary>
internal static class RuleFiles
{
    public const string Uuid = "8ad1600d-0000-4000-8000-00000000abcd";

    /// <summary>A rule with the detection, given as YAML that begins in the first column.</summary>
    public static string WithDetection(string detection) =>
        $"title: Made up\nid: {Uuid}\nlogsource:\n  product: aws\n  service: cloudtrail\ndetection:\n{Indented(detection)}\nlevel: high\n";

    /// <summary>A rule with one selection, given as YAML.</summary>
    public static string WithSelection(string selection) => WithDetection($"selection:\n{Indented(selection)}\ncondition: selection");

    public static SigmaReading Read(params string[] files) =>
        SigmaLoader.Read(files.Select((text, index) => new SigmaSource($"{(char)('a' + index)}.yml", Encoding.UTF8.GetBytes(text))));

    public static SigmaRule Load(string file)
    {
        var reading = Read(file);
        Assert.True(reading.Rules.All.Count == 1, string.Join('\n', reading.Problems));
        return reading.Rules.All[0];
    }

    /// <summary>Whether the one rule of the file matches the record.</summary>
    public static bool Matches(string file, string record)
    {
        var reading = Read(file);
        Assert.True(reading.Rules.All.Count == 1, string.Join('\n', reading.Problems));
        return Mark(reading.Rules, record).SigmaMatches.Count > 0;
    }

    public static CloudTrailEvent Mark(SigmaRules rules, string record)
    {
        var outcome = EventDecoder.Decode(record);
        Assert.True(outcome.Event is not null, $"{outcome.Unreadable}: {record}");
        return rules.Mark(outcome.Event!, record);
    }

    /// <summary>The first problem as a person sees it.</summary>
    public static string Problem(string file) => Read(file).Problems.First(problem => problem.Kind != SigmaProblemKind.Note).ToString();

    public static string Indented(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => "  " + line));
}
