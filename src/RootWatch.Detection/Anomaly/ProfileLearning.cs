using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Anomaly;

/// <summary>What one event teaches about root's habits.</summary>
internal static class ProfileLearning
{
    public static AccountProfile Learn(AccountProfile profile, CloudTrailEvent e, RuleFacts facts, IReadOnlyList<Finding> findings)
    {
        if (e.EventTime is not { } time)
        {
            return profile;
        }

        if (findings.Any(finding => finding.Rule.Touch == RuleTouch.Recovery))
        {
            profile = profile with { RecoveryTimes = Insert(profile.RecoveryTimes, time) };
        }

        if (SignIn.IsRootFailure(e, facts))
        {
            return profile with { FailureTimes = Insert(profile.FailureTimes, time) };
        }

        if (facts.Root.Class != RootClass.Human || !e.Succeeded)
        {
            return profile;
        }

        if (SignIn.IsRootSuccess(e, facts))
        {
            profile = profile with { SignIns = profile.SignIns + 1, SignInTimes = Insert(profile.SignInTimes, time) };
        }

        if (findings.Any(finding => finding.Rule.Touch is RuleTouch.Credentials or RuleTouch.Guards))
        {
            profile = profile with { DeedTimes = Insert(profile.DeedTimes, time) };
        }

        return profile with
        {
            FirstUse = profile.FirstUse is { } first && first < time ? first : time,
            LastUse = profile.LastUse is { } last && last > time ? last : time,
            Networks = Append(profile.Networks, Origin.Network(e.SourceIpAddress), AccountProfile.NetworksMax),
            Agents = Append(profile.Agents, Origin.AgentFamily(e.UserAgent), AccountProfile.AgentsMax),
        };
    }

    /// <summary>In order of time whatever the order of arrival, so that late events change nothing for those already there.</summary>
    private static DateTimeOffset[] Insert(IReadOnlyList<DateTimeOffset> times, DateTimeOffset time)
    {
        var all = times.Append(time).Order().ToArray();
        return all.Length > AccountProfile.TimesMax ? all[^AccountProfile.TimesMax..] : all;
    }

    private static IReadOnlyList<string> Append(IReadOnlyList<string> known, string seen, int countMax)
    {
        if (seen.Length == 0 || (known.Count > 0 && known[^1] == seen))
        {
            return known;
        }

        string[] all = [.. known.Where(value => value != seen), seen];
        return all.Length > countMax ? all[^countMax..] : all;
    }
}
