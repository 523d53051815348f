using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>An episode: the alert is about the region, so its id is the same whichever write is seen first.</summary>
public sealed class RootUnusedRegionRule() : Rule(
    "RW-A05",
    "Root in an unused region",
    Severity.High,
    "T1535",
    "Look at what was made there, and in which other regions. If nobody asked for it: take it down, and treat root as taken over.",
    falsePositives: "The first planned work in a region, or a region that is otherwise used through roles alone."), IEventMemory
{
    /// <summary>Longer than an intruder's visit that begins with reading, and than events arrive late.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromDays(1);

    private static readonly string[] Homes = ["us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"];

    private const int NameCharsMax = 32;

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (facts.Root.Class != RootClass.Human || !e.Succeeded || e.IsSignIn || !e.IsWrite || Region(e) is not { } region)
        {
            return null;
        }

        var known = Known(facts.Before, region);
        var isNew = known is null
            ? facts.Before.RootRegions.Count < WatchState.RootRegionsMax
            : !known.Told && e.EventTime < known.FirstSeen + Settles;
        return isNew ? new Finding(this, Severity, $"worked in the region {ShownText.Of(region)}, where root was not seen before, with {ShownCall.Of(e)}", Episode: region) : null;
    }

    /// <summary>What a service does in root's name shows, too, that the region is in use.</summary>
    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (e.Identity.Type != RootPredicate.RootType || !e.Succeeded || e.EventTime is not { } time || Region(e) is not { } region)
        {
            return state;
        }

        var known = Known(state, region);
        var after = new RootRegion(
            region,
            known is null || time < known.FirstSeen ? time : known.FirstSeen,
            Told: known?.Told == true || (Look(e, facts) is not null && !facts.Settings.Allows(this, e)));
        return after == known || (known is null && state.RootRegions.Count >= WatchState.RootRegionsMax)
            ? state
            : state with { RootRegions = [.. state.RootRegions.Where(other => other != known), after] };
    }

    private static RootRegion? Known(WatchState state, string region) => state.RootRegions.FirstOrDefault(known => known.Name == region);

    private static string? Region(CloudTrailEvent e) =>
        e.Region.Length is > 0 and <= NameCharsMax && !Homes.Contains(e.Region) ? e.Region : null;
}
