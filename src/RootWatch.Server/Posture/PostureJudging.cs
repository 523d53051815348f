using RootWatch.Detection;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>What the checks say of an account's document.</summary>
internal static class PostureJudging
{
    /// <summary>Rules without which nobody is told that root is used: its sign-in, and what it does.</summary>
    private static readonly string[] Telling = ["RW-S01", "RW-A01"];

    public static IReadOnlyList<PostureResult> Of(AccountRegistration account, AccountDocument document, DetectionSettings settings, DateTimeOffset now) =>
        PostureCatalogue.Check(Whole(account, document, settings, now), settings.Posture, now);

    /// <summary>For the rules about posture: what is exempt or unknown is no verdict.</summary>
    public static IReadOnlyList<PostureReading> Readings(IReadOnlyList<PostureResult> results, DateTimeOffset at) =>
        [.. results.Select(result => new PostureReading(result.Check.Id, result.Passes, at))];

    /// <summary>
    /// The document as if what was last read had been judged by what the tenant demands now: a check that fails for that alone
    /// tells of no account that has changed. Rules that were turned off are no demand.
    /// </summary>
    /// <param name="before">By which the document's verdicts were made. Null: not known, and they are left.</param>
    public static AccountDocument ByDemandsOf(AccountRegistration account, AccountDocument document, DetectionSettings settings, PostureSettings? before, DateTimeOffset now)
    {
        document = document with { PostureDemands = settings.Posture.Of(account.AccountId) };
        if (before is null)
        {
            return document;
        }

        IReadOnlyList<PostureResult> old = Of(account, document, settings with { Posture = before }, now);
        IReadOnlyList<PostureResult> current = Of(account, document, settings, now);
        HashSet<string> failing = [.. old.Zip(current).Where(pair => pair.First.Passes == true && pair.Second.Passes == false).Select(pair => pair.Second.Check.Id)];
        return failing.Count == 0 ? document : document with
        {
            Detection = document.Detection with
            {
                Posture = [.. document.Detection.Posture.Select(reading => failing.Contains(reading.Check) && reading.Passes == true ? reading with { Passes = false } : reading)],
            },
        };
    }

    /// <summary>What was read of AWS, and what RootWatch knows by itself.</summary>
    private static PostureFacts Whole(AccountRegistration account, AccountDocument document, DetectionSettings settings, DateTimeOffset now)
    {
        string home = account.HomeRegion();
        DateTimeOffset?[] read = [.. document.Streams.Values.Where(stream => stream.Region == home && stream.Query != StreamQuery.Alias).Select(stream => stream.LastSuccess)];
        DateTimeOffset? lastGood = read.Length == 0 || read.Contains(null) ? null : read.Min();
        return (document.Posture ?? new PostureFacts { AccountId = account.AccountId }) with
        {
            Watch = Fact.Known(new OwnWatch(lastGood, Telling.All(id => RuleOf(id) is { } rule && settings.IsEnabled(rule))), now),
            Attestations = document.Attestations,
            RootActDays = [.. document.Detection.RootActDays.Where(day => day is > 0 and < 3_650_000).Select(DateOnly.FromDayNumber)],
        };
    }

    private static Detection.Rules.Rule? RuleOf(string id) => Detection.Rules.RuleCatalogue.All.FirstOrDefault(rule => rule.Id == id);
}
