using System.Text;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Sigma.Matching;

namespace RootWatch.Detection.Sigma;

/// <summary>A rule of the user's own, out of a Sigma file.</summary>
public sealed class SigmaRule : Rule
{
    /// <summary>What the id of every such rule begins with, and of no other.</summary>
    public const string IdPrefix = "SIGMA-";

    private readonly SigmaPredicate _predicate;

    internal SigmaRule(
        string id, string title, Severity severity, string attack, string advice, string falsePositives, string fileId, string path, long line, SigmaPredicate predicate)
        : base(id, title, severity, attack, advice, falsePositives: falsePositives)
    {
        _predicate = predicate;
        (FileId, Path, Line) = (fileId, path, line);
        EventNames = predicate.Implied("eventName");
        Reach = EventNames is { } names && names.All(name => Ascii.IsValid(name)) ? RuleReach.AnyServices(names) : RuleReach.Everything;
    }

    /// <summary>As the file has it, in small letters; empty if it has none.</summary>
    public string FileId { get; }

    /// <summary>The file that it stands in.</summary>
    public string Path { get; }

    public long Line { get; }

    /// <summary>The only eventNames that a matching record can have, in any case; null if it may have others.</summary>
    public IReadOnlySet<string>? EventNames { get; }

    public override RuleReach Reach { get; }

    public override string Runbook => "docs/sigma.md#alerts";

    /// <summary>The record itself was judged when it was read: <see cref="SigmaRules.Mark"/>.</summary>
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        foreach (var match in e.SigmaMatches)
        {
            if (ReferenceEquals(match.Rule, this))
            {
                return Found(match.IsDecided
                    ? $"called {ShownCall.Of(e)}, which a Sigma rule describes,"
                    : $"called {ShownCall.Of(e)}, made so that a Sigma rule could not be judged in bounded time (counted as a match),");
            }
        }

        return null;
    }

    /// <summary>Null if it does not match.</summary>
    internal SigmaMatch? Judge(RecordValue record)
    {
        try
        {
            return _predicate.Matches(record) ? new SigmaMatch(this, IsDecided: true) : null;
        }
        catch (Exception e) when (e is SigmaUndecidedException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return new SigmaMatch(this, IsDecided: false);
        }
    }
}

/// <summary>That a record matches a rule of the user's.</summary>
/// <param name="IsDecided">
/// False if the record is such that the rule could not be judged. That counts as a match: whoever makes such a record must
/// not escape by it.
/// </param>
public sealed record SigmaMatch(SigmaRule Rule, bool IsDecided);
