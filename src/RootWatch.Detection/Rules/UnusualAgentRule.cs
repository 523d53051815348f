using System.Buffers;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>An episode for each family of agents and day: a tool that makes a thousand calls is told of once.</summary>
public sealed class UnusualAgentRule() : Rule(
    "RW-S14",
    "Unusual user agent",
    Severity.Medium,
    "T1078.004",
    "Ask the owner what they used. A script that signs in as root, or an attacker's tool box that calls as root, is no ordinary work. Whoever calls chooses this text, so an ordinary one proves nothing.",
    falsePositives: "A new browser, or a program of the owner's own that nobody else has heard of."), IEventMemory
{
    private const int EpisodesMax = 32;

    /// <summary>What people who search for keys, or attack for a living, leave in this text.</summary>
    private static readonly SearchValues<string> AttackTools = SearchValues.Create(
        ["kali", "parrot", "pentoo", "blackarch", "trufflehog", "pacu", "scoutsuite", "cloudfox", "enumerate-iam", "stratus-red-team"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> UsualTools = SearchValues.Create(
        ["amazonaws.com", "aws internal", "aws-internal", "aws-sdk", "aws-cli", "boto", "botocore", "terraform", "apn/", "console", "coral/", "cloudshell", "exec-env", "awspowershell", "aws sdk", "ec2-api-tools"],
        StringComparison.OrdinalIgnoreCase);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (Judge(e, facts) is not { } what || facts.Settings.ExpectedOf(this).UserAgents.Any(pattern => pattern.Fits(e.UserAgent)))
        {
            return null;
        }

        var episode = Episode(e);
        return facts.Before.OddAgents.Contains(episode) ? null : new Finding(this, Severity, what, episode);
    }

    /// <summary>What was told. A use that the tenant expects or allows is none, and hides no other's of the same day.</summary>
    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts) =>
        Look(e, facts)?.Episode is { } told && !facts.Settings.Allows(this, e)
            ? state with { OddAgents = [.. state.OddAgents.Append(told).TakeLast(EpisodesMax)] }
            : state;

    private static string? Judge(CloudTrailEvent e, RuleFacts facts)
    {
        if (facts.Root.Class != RootClass.Human || IsMasked(e.UserAgent))
        {
            return null;
        }

        if (SignIn.IsRootSuccess(e, facts))
        {
            return AgentFamily.IsBrowser(e.UserAgent) ? null : "signed in to the console with something that is no browser";
        }

        return e.IsSignIn ? null
            : e.UserAgent.AsSpan().ContainsAny(AttackTools) ? $"called {ShownCall.Of(e)} from an attacker's tool box"
            : AgentFamily.IsBrowser(e.UserAgent) || e.UserAgent == "AWS" || e.UserAgent.AsSpan().ContainsAny(UsualTools) ? null
            : $"called {ShownCall.Of(e)} with a program that is none of AWS's or the usual ones";
    }

    /// <summary>Absent, or one character again and again.</summary>
    private static bool IsMasked(string agent) => agent.Length == 0 || !agent.AsSpan().ContainsAnyExcept(agent[0]);

    private static string Episode(CloudTrailEvent e) =>
        $"{AgentFamily.Of(e.UserAgent)} {e.EventTime?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
