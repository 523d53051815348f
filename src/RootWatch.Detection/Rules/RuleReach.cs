using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>An API call by its names in CloudTrail.</summary>
/// <param name="Source"><c>iam.amazonaws.com</c>.</param>
/// <param name="Name"><c>CreateUser</c>.</param>
/// <param name="OfRole">Only where the call is about the role through which RootWatch reads the account, or the record left out about what.</param>
public readonly record struct CallName(string Source, string Name, bool OfRole = false);

/// <summary>
/// Which records a rule may find something in or remember something of. A record outside the reach of every rule is
/// dismissed unread, so a reach may be too wide but never too narrow.
/// </summary>
/// <param name="Root">Every record whose userIdentity.type is Root.</param>
/// <param name="Calls">These calls, whoever makes them.</param>
public sealed record RuleReach(bool Root, IReadOnlyList<CallName> Calls)
{
    /// <summary>Every call of these event sources, whoever makes it: for services whose calls are not all known by name.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Calls of these names of any service, whoever makes them, in any letter case; ASCII.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Every record whatever, so that nothing may be dismissed unread.</summary>
    public bool Every { get; init; }

    public static RuleReach RootOnly { get; } = new(Root: true, []);

    public static RuleReach Everything { get; } = new(Root: true, []) { Every = true };

    public static RuleReach Anyone(string source, params IReadOnlyList<string> names) =>
        new(Root: false, [.. names.Select(name => new CallName(source, name))]);

    public static RuleReach AnyServices(IEnumerable<string> names) => new(Root: false, []) { Names = [.. names] };

    public static RuleReach AnyCallOf(params IReadOnlyList<string> sources) => new(Root: false, []) { Sources = sources };

    public bool Covers(CloudTrailEvent e) =>
        Every
        || (Root && e.Identity.Type == RootPredicate.RootType)
        || Calls.Any(call => e.Is(call.Source, call.Name))
        || Names.Contains(e.EventName, StringComparer.OrdinalIgnoreCase)
        || Sources.Any(source => e.EventSource.Equals(source, StringComparison.OrdinalIgnoreCase));

    public RuleReach OrRoot() => this with { Root = true };

    public RuleReach Or(RuleReach other) => new(Root || other.Root, [.. Calls, .. other.Calls])
    {
        Sources = [.. Sources, .. other.Sources],
        Names = [.. Names, .. other.Names],
        Every = Every || other.Every,
    };
}
