using System.Collections.Frozen;
using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Traces;

/// <summary>A trace that has just taken up an event.</summary>
/// <param name="Trace">With all of the event, for the rules to look at.</param>
/// <param name="Kept">Within its bounds, for the account's document.</param>
/// <param name="Noted">The kinds under which the event is new.</param>
public sealed record TraceStep(Trace Trace, Trace Kept, ImmutableArray<TraceKind> Noted)
{
    public bool HasNoted(TraceKind kind)
    {
        foreach (var noted in Noted)
        {
            if (ReferenceEquals(noted, kind))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly FrozenDictionary<string, TraceKind[]> ByRule = TraceKind.Fed.SelectMany(kind => kind.FedBy).Distinct()
        .ToFrozenDictionary(rule => rule, rule => TraceKind.Fed.Where(kind => kind.FedBy.Contains(rule)).ToArray(), StringComparer.Ordinal);

    /// <summary>Takes up what the rules found in the event. An event without a time has no place in a trace.</summary>
    public static TraceStep Take(Trace trace, CloudTrailEvent e, RuleFacts facts, List<Finding> findings)
    {
        var growth = new TraceGrowth(trace);
        if (e.EventTime is { } time)
        {
            Take(ref growth, time, e, facts, findings);
        }

        // Removals that turn out to have been root's now that the device is known.
        foreach (var removal in RootMfaDevices.ClaimedBy(e, facts))
        {
            if (removal.Succeeded)
            {
                growth.Note(TraceKind.MfaRemoved, new TraceEntry(removal.At.ToUnixTimeSeconds(), TraceMark.Of(removal.EventKey)));
            }
        }

        return growth.Step();
    }

    private static void Take(ref TraceGrowth growth, DateTimeOffset time, CloudTrailEvent e, RuleFacts facts, List<Finding> findings)
    {
        var (second, mark) = (time.ToUnixTimeSeconds(), TraceMark.Of(e.EventKey));
        var tookEffect = e.TookEffect && !SignIn.IsRootUnclear(e, facts);
        var isHuman = facts.Root.Class == RootClass.Human;
        foreach (var kind in FedBy(findings))
        {
            var counts = tookEffect || ReferenceEquals(kind, TraceKind.Failure) || ReferenceEquals(kind, TraceKind.MfaFailure) || ReferenceEquals(kind, TraceKind.RecoveryRequested);
            if (counts && (isHuman || !kind.RootsOnly))
            {
                Note(ref growth, kind, Detail(kind, e));
            }
        }

        if (isHuman && !IsFromOutside(e, facts))
        {
            Note(ref growth, TraceKind.Use, e.SourceIpAddress);
            if (!e.IsSignIn && e.Identity.SessionCreated is null && !RootAccessKeyUsedRule.IsLongLived(e))
            {
                Note(ref growth, TraceKind.SessionlessUse, e.SourceIpAddress);
            }

            if (tookEffect && (e.IsSignIn ? e.EventName == "ConsoleLogin" : e.IsWrite) && !RootMfaDevices.IsChange(e))
            {
                Note(ref growth, TraceKind.Deed, ShownCall.Of(e));
            }

            if (!e.IsSignIn && !e.IsWrite)
            {
                Note(ref growth, TraceKind.Reading, TraceEntry.KeyOf($"{e.EventSource} {e.EventName}"));
            }
        }
        else if (isHuman)
        {
            Note(ref growth, TraceKind.Attempt, e.SourceIpAddress);
        }

        if (facts.Root.Class == RootClass.Delegated && (e.Identity.SessionCreated ?? e.EventTime) is { } began)
        {
            Note(ref growth, TraceKind.Delegated, began.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        void Note(ref TraceGrowth growth, TraceKind kind, string detail) => growth.Note(kind, new TraceEntry(second, mark, Bounded(detail)));
    }

    /// <summary>In the order of <see cref="TraceKind.Fed"/>. Most events have one finding, and most findings feed one kind or none.</summary>
    private static TraceKind[] FedBy(List<Finding> findings)
    {
        TraceKind[] fed = [];
        foreach (var finding in findings)
        {
            if (!finding.IsApart && ByRule.TryGetValue(finding.Rule.Id, out var kinds))
            {
                fed = fed.Length == 0 ? kinds : [.. TraceKind.Fed.Where(kind => fed.Contains(kind) || kinds.Contains(kind))];
            }
        }

        return fed;
    }

    /// <summary>Failing at the door, or asking for a new key to it, is done from outside and no use of root.</summary>
    public static bool IsFromOutside(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootFailure(e, facts) || e.Is(SignIn.Source, "PasswordRecoveryRequested") || e.Is(SignIn.Source, "CheckMfa");

    private static string Detail(TraceKind kind, CloudTrailEvent e) =>
        kind == TraceKind.SignIn ? (SignIn.UsedMfa(e) ? "mfa " : "bare ") + e.SourceIpAddress
        : kind == TraceKind.Failure || kind == TraceKind.MfaFailure ? e.SourceIpAddress
        : kind == TraceKind.MfaAdded ? TraceEntry.KeyOf(e.Parameter("serialNumber"))
        : kind == TraceKind.ContactChanged || kind == TraceKind.CredentialChanged || kind == TraceKind.Blinding ? ShownCall.Of(e)
        : "";

    private static string Bounded(string text) => ShownText.Of(text, TraceEntry.DetailCharsMax);
}
