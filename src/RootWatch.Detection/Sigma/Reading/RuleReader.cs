using RootWatch.Detection.Alerts;
using RootWatch.Detection.Files;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>What a document of a rule file is to us.</summary>
internal enum DocumentKind
{
    /// <summary>It can be used.</summary>
    Rule,

    /// <summary>A rule that cannot be used; the problems say why.</summary>
    Refused,

    /// <summary>A rule about something else than CloudTrail.</summary>
    OfOtherLog,

    /// <summary>Something else than a rule: folders of rules hold the settings and test data of tools, too.</summary>
    NoRule,
}

/// <summary>What became of one document of a rule file.</summary>
internal sealed record RuleReading(DocumentKind Kind)
{
    /// <summary>Null if it is not one for us, or cannot be used.</summary>
    public RuleDraft? Rule { get; init; }

    public string Title { get; init; } = "";

    /// <summary>Names and ids of the rules that must not be used because of it.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}

/// <summary>One document -> rule. Keys that the specification does not know may stand in it.</summary>
internal static class RuleReader
{
    private const string Service = "cloudtrail";
    private const int TitleCharsMax = 200;
    private const int DescriptionCharsMax = 500;
    private const int FalsePositivesCharsMax = 400;

    private static readonly RuleReading Refused = new(DocumentKind.Refused);

    public static RuleReading Read(SigmaDocument document, RegexReader regexes, SigmaProblems problems)
    {
        if (document.Root is not SigmaMap rule || !IsRule(rule))
        {
            return new RuleReading(DocumentKind.NoRule);
        }

        if (rule["correlation"] is { } correlation)
        {
            problems.Unsupported(correlation, "correlation", "correlation rules need many events, and a rule here sees one at a time");
            return Refused with { Title = string.Concat(Texts(rule["title"])), Parts = Parts(correlation) };
        }

        if (rule["filter"] is { } filter)
        {
            problems.Unsupported(filter, "filter", "filters change rules of other files; write the exception into those rules");
            return Refused;
        }

        var before = problems.Refusals;
        if (!IsForCloudTrail(rule, problems))
        {
            return problems.Refusals == before ? new RuleReading(DocumentKind.OfOtherLog) : Refused;
        }

        problems.Take(document.Flaws);

        var title = Text(rule, "title", problems) ?? "";
        if (title.Length == 0)
        {
            problems.Mistake(rule, "title", "the rule has no title");
        }

        var id = Text(rule, "id", problems) ?? "";
        var identity = id.Length == 0 ? RuleIdentity.OfTitle(title) : RuleIdentity.OfId(id);
        if (identity is null)
        {
            problems.Unsupported(rule["id"], "id", $"{SigmaProblems.Shown(id)} is no UUID, and no word of at most 100 letters, digits and '.', '_', '-'");
        }

        var name = Text(rule, "name", problems) ?? "";
        var severity = Level(rule, problems);
        var predicate = DetectionReader.Read(rule["detection"], rule, regexes, problems);
        return problems.Refusals > before || predicate is null || identity is null
            ? Refused
            : new RuleReading(DocumentKind.Rule) { Rule = new RuleDraft(identity.Value, name, rule, problems, Build) };

        SigmaRule Build(string ruleId) => new(
            ruleId, ShownText.Of(title, TitleCharsMax), severity, Attack(rule), Advice(rule), FalsePositives(rule), id.ToLowerInvariant(), problems.Path, rule.Line, predicate!);
    }

    /// <summary>One of these keys makes it a rule, which then has to be a whole one.</summary>
    public static bool IsRule(SigmaMap document) => (document["logsource"] ?? document["detection"] ?? document["correlation"]) is not null;

    /// <summary>Of a correlation that does not say <c>generate: true</c>, with which its rules are used by themselves, too.</summary>
    private static IReadOnlyList<string> Parts(SigmaNode node) =>
        node is SigmaMap correlation && !(correlation["generate"] is SigmaText text && bool.TryParse(text.Value, out var isGenerated) && isGenerated)
            ? [.. Texts(correlation["rules"])]
            : [];

    private static bool IsForCloudTrail(SigmaMap rule, SigmaProblems problems)
    {
        if (rule["logsource"] is not SigmaMap source)
        {
            problems.Mistake(rule["logsource"] ?? rule, "logsource", "the rule does not say what log it is about; write 'product: aws' and 'service: cloudtrail'");
            return false;
        }

        if (Says("product", "aws") && source["service"] is SigmaText service && !Says("service", Service) && NearestName.Of(service.Value, [Service]) is not null)
        {
            problems.Note(service, "logsource.service", $"the rule is passed over, as it is about {SigmaProblems.Shown(service.Value)}; did you mean '{Service}'?");
        }

        // A category alone is another log; beside the service it only repeats what kind of log that is.
        return Says("product", "aws") && Says("service", Service)
            && (source["service"] ?? (source["category"] is null ? source["product"] : null)) is not null;

        bool Says(string key, string wanted) =>
            source[key] is null || source[key] is SigmaText text && text.Value.Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static Severity Level(SigmaMap rule, SigmaProblems problems)
    {
        var level = Text(rule, "level", problems);
        switch (level?.ToLowerInvariant())
        {
            case "informational":
                return Severity.Info;
            case "low":
                return Severity.Low;
            case "medium" or null:
                return Severity.Medium;
            case "high":
                return Severity.High;
            case "critical":
                return Severity.Critical;
            default:
                problems.Mistake(rule["level"], "level", $"{SigmaProblems.Shown(level ?? "")} is none of informational, low, medium, high and critical");
                return Severity.Medium;
        }
    }

    /// <summary>Techniques out of tags such as <c>attack.t1078.004</c>; the tactics say nothing more.</summary>
    private static string Attack(SigmaMap rule) => string.Join(", ", Texts(rule["tags"])
        .Where(tag => tag.StartsWith("attack.t", StringComparison.OrdinalIgnoreCase) && tag.Length > 8 && char.IsAsciiDigit(tag[8]))
        .Select(tag => ShownText.Of(tag[7..].ToUpperInvariant(), 16))
        .Distinct().Take(16));

    private static string Advice(SigmaMap rule)
    {
        const string Usual = "Find out who made the call and whether it was meant.";
        var description = OneLine(string.Join(' ', Texts(rule["description"])), DescriptionCharsMax);
        return description.Length == 0 ? Usual : $"{Usual} The rule says: {description}";
    }

    private static string FalsePositives(SigmaMap rule) => OneLine(string.Join("; ", Texts(rule["falsepositives"])), FalsePositivesCharsMax);

    private static string OneLine(string text, int charsMax) =>
        ShownText.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), charsMax);

    private static IEnumerable<string> Texts(SigmaNode? node) => node switch
    {
        SigmaText { IsNull: false } text => [text.Value],
        SigmaList list => list.Items.OfType<SigmaText>().Where(text => !text.IsNull).Select(text => text.Value),
        _ => [],
    };

    private static string? Text(SigmaMap rule, string key, SigmaProblems problems)
    {
        switch (rule[key])
        {
            case null or SigmaText { IsNull: true }:
                return null;
            case SigmaText text:
                return text.Value;
            case var other:
                problems.Mistake(other, key, "this must be a single text");
                return null;
        }
    }
}
