using System.Globalization;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Anomaly;

/// <summary>How a console sign-in of root went.</summary>
public enum SignInResult
{
    None,
    Success,
    Failure,

    /// <summary>The record does not say.</summary>
    Unclear,
}

/// <summary>What the score needs of an event, small enough to be kept until no earlier event can come any more.</summary>
public sealed record ScoredEvent
{
    private const int NameCharsMax = 96;
    private const int AsnNameCharsMax = 40;

    /// <summary>Console sessions last 12 hours and federation tokens 36; what is longer is no session's begin.</summary>
    private static readonly TimeSpan SessionMax = TimeSpan.FromHours(36);

    public required string Key { get; init; }

    /// <summary>Null: the record does not tell; then nothing is learnt and no term looks back.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The day to which the event belongs, that on which its session began.</summary>
    public int? Day { get; init; }
    public string Session { get; init; } = "";
    public RootClass Class { get; init; }
    public bool Succeeded { get; init; }
    public SignInResult SignIn { get; init; }
    public string Address { get; init; } = "";
    public string Prefix { get; init; } = "";
    public string Country { get; init; } = "";
    public uint? Asn { get; init; }
    public string AsnName { get; init; } = "";
    public GeoCircle? Place { get; init; }
    public OriginKinds Kinds { get; init; }
    public OriginKinds KindsListed { get; init; }
    public string AgentFamily { get; init; } = "";
    public bool IsBrowser { get; init; }

    /// <summary>By the tenant.</summary>
    public bool IsAgentExpected { get; init; }

    /// <summary>These three are empty for sign-in events, whose region and service are always the same, and the last for reads.</summary>
    public string Region { get; init; } = "";
    public string Service { get; init; } = "";
    public string Action { get; init; } = "";
    public bool MfaAbsent { get; init; }
    public bool LongLivedKey { get; init; }

    /// <summary>Credentials or guards were touched.</summary>
    public bool IsDeed { get; init; }

    /// <summary>Of MFA devices: to renew one takes several calls.</summary>
    public bool IsMfaChange { get; init; }

    /// <summary>Recovery, e-mail or contacts were touched.</summary>
    public bool IsRecovery { get; init; }

    /// <summary>Null: the tenant has no such windows.</summary>
    public bool? InWindow { get; init; }
    public int AccountsFromAddress { get; init; }
    public bool IsKnownAudit { get; init; }

    /// <summary>By the tenant's list of what RW-N01 does not tell of.</summary>
    public bool IsAllowed { get; init; }

    /// <summary>By the tenant's list of what RW-S11 does not tell of.</summary>
    public bool IsTravelAllowed { get; init; }

    /// <param name="latest">No event is later; one that says so has a time that cannot be believed.</param>
    public static ScoredEvent Of(CloudTrailEvent e, RuleFacts facts, List<Finding> findings, DateTimeOffset latest)
    {
        var time = e.EventTime <= latest ? e.EventTime : null;
        var signIn = Rules.SignIn.IsRootSuccess(e, facts) ? SignInResult.Success
            : Rules.SignIn.IsRootFailure(e, facts) ? SignInResult.Failure
            : Rules.SignIn.IsRootUnclear(e, facts) ? SignInResult.Unclear
            : SignInResult.None;
        var begin = signIn == SignInResult.Success ? time
            : e.Identity.SessionCreated is { } created && created <= time && time - created <= SessionMax ? created
            : null;
        var isLongLived = RootAccessKeyUsedRule.IsLongLived(e);
        var isBrowser = Anomaly.AgentFamily.IsBrowser(e.UserAgent);
        var (origin, around) = (facts.Origin, facts.Around);

        return new ScoredEvent
        {
            Key = e.EventKey,
            Time = time,
            Day = (begin ?? time)?.UtcDateTime is { } day ? DateOnly.FromDateTime(day).DayNumber : null,
            Session = begin is { } ofSession ? ofSession.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z"
                : time is { } at ? DateOnly.FromDateTime(at.UtcDateTime).ToString("O", CultureInfo.InvariantCulture)
                : "",
            Class = facts.Root.Class,
            Succeeded = e.Succeeded,
            SignIn = signIn,
            Address = origin.Address?.ToString() ?? "",
            Prefix = origin.Prefix,
            Country = origin.Country,
            Asn = origin.Asn,
            AsnName = Cut(origin.AsnName, AsnNameCharsMax),
            Place = origin.TellsPlace ? origin.Place : null,
            Kinds = origin.Kinds,
            KindsListed = origin.KindsListed,
            AgentFamily = Anomaly.AgentFamily.Of(e.UserAgent, isBrowser),
            IsBrowser = isBrowser,
            IsAgentExpected = facts.Settings.Expected.UserAgents.Count > 0 && IsExpected(e.UserAgent, facts.Settings.Expected),
            Region = e.IsSignIn ? "" : Cut(e.Region, NameCharsMax),
            Service = e.IsSignIn ? "" : Cut(e.Service, NameCharsMax),
            Action = e.IsSignIn || !e.IsWrite ? "" : Cut(ServiceCall.Of(e.EventSource, e.EventName), NameCharsMax),
            MfaAbsent = !isLongLived && (signIn == SignInResult.Success ? !Rules.SignIn.UsedMfa(e) : e.Identity.MfaAuthenticated == false),
            LongLivedKey = isLongLived,
            IsDeed = e.TookEffect && (RemovesMfa(e) || Touches(findings, RuleTouch.Credentials | RuleTouch.Guards)),
            IsMfaChange = RootMfaDevices.IsChange(e),
            // To ask for a recovery tells what somebody is after, answered or not.
            IsRecovery = Touches(findings, RuleTouch.Recovery) && (e.TookEffect || e.Is(Rules.SignIn.Source, "PasswordRecoveryRequested")),
            InWindow = facts.Situation.Emergencies is { } plan && time is { } when
                ? plan.OpenAt(when) is not null ? true : plan.Since <= when ? false : null
                : around.Windows is { } windows ? IsIn(windows, time) : null,
            AccountsFromAddress = around.AccountsByAddress?.GetValueOrDefault(e.SourceIpAddress) ?? 0,
            IsKnownAudit = e.Identity.SessionCreated is { } taken && around.KnownAudits?.Contains(taken) == true,
            IsAllowed = facts.Settings.Allows(AnomalyScoreRule.RuleId, e),
            IsTravelAllowed = facts.Settings.Allows(ImpossibleTravelRule.RuleId, e),
        };
    }

    private static bool IsExpected(string agent, ExpectedUse expected) => expected.UserAgents.Any(pattern => pattern.Fits(agent));

    private static bool IsIn(IReadOnlyList<ApprovedWindow> windows, DateTimeOffset? time) => windows.Any(window => window.From <= time && time <= window.To);

    /// <summary>Episodes are found in whichever of their events came last, and so do not count.</summary>
    private static bool Touches(List<Finding> findings, RuleTouch touch)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            if (findings[i] is { At: null, IsApart: false } finding && (finding.Rule.Touch & touch) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whose device it was may be known only later, so that one of which nobody is named counts as root's.</summary>
    private static bool RemovesMfa(CloudTrailEvent e) =>
        (e.Is(RootTarget.Source, "DeactivateMFADevice") || e.Is(RootTarget.Source, "DeleteVirtualMFADevice"))
        && (e.Parameter("userName").Length == 0 || RootTarget.IsNamed(e));

    private static string Cut(string text, int charsMax) => text.Length > charsMax ? text[..charsMax] : text;
}
