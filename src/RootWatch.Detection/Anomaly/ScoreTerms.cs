using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Anomaly;

/// <summary>One term of the score as docs/detections.md tells of it; a test compares the two.</summary>
internal sealed record ScoreTerm(string Name, string Points, string When)
{
    public ScoreTerm(string name, int points, string when)
        : this(name, points.ToString(System.Globalization.CultureInfo.InvariantCulture), when)
    {
    }

    public ScoreReason Reason(int points, string text) => new(Name, points, text);
}

/// <summary>Every term and its weight, in the order in which an operator would ask.</summary>
internal static class ScoreTerms
{
    public const int LongLivedKeyPoints = 60;
    public const int MfaAbsentPoints = 40;
    public const int AgentNoBrowserPoints = 25;
    public const int DeniedPoints = 60;
    public const int TorPoints = 40;
    public const int AnonymiserPoints = 30;
    public const int HostingPoints = 15;
    public const int TravelPoints = 30;
    public const int CountryNewPoints = 30;
    public const int AsnNewPoints = 20;
    public const int PrefixNewPoints = 8;
    public const int AgentNewPoints = 10;
    public const int RegionNewPoints = 5;
    public const int ServiceNewPoints = 4;
    public const int ActionNewPoints = 6;
    public const int NoveltyWhileLearningMax = 15;
    public const int SignInDaysToLearn = 3;
    public const int DaysToLearn = 30;
    public const int OffHoursPoints = 8;
    public const int RestedPoints = 5;
    public const int RestedDays = 90;
    public const int DormantPoints = 10;
    public const int DormantDays = 365;
    public const int BreadthPointsEach = 2;
    public const int BreadthPointsMax = 10;
    public const int WritesUsual = 5;
    public const int ServicesUsual = 3;
    public const int FailurePointsEach = 4;
    public const int FailurePointsMax = 20;
    public const int RecoveryPoints = 35;
    public const int DeedPointsEach = 30;
    public const int DeedPointsMax = 60;
    public const int SharedAddressPoints = 40;
    public const int SharedAddressAccounts = 3;
    public const int OutsideWindowPoints = 25;
    public const int InsideWindowPoints = -40;
    public const int KnownAuditPoints = -30;
    public const double TravelKmPerHour = 900;

    public static readonly ScoreTerm LongLivedKey = new("long_lived_key", LongLivedKeyPoints, "root's `AKIA` key was used");
    public static readonly ScoreTerm MfaAbsent = new("mfa_absent", MfaAbsentPoints, "a sign-in without MFA, or a session whose `mfaAuthenticated` is false");
    public static readonly ScoreTerm AgentNoBrowser = new("agent_no_browser", AgentNoBrowserPoints, "a console sign-in by something that is no browser");
    public static readonly ScoreTerm Denied = new("origin_denied", DeniedPoints, "the country or network is on the tenant's list of denied ones, or the country is not on its list of expected ones");
    public static readonly ScoreTerm Listed = new("address_listed", $"{TorPoints}, {AnonymiserPoints}, {HostingPoints}", "the address is listed as Tor or watched, as an anonymiser, as hosting (the highest of them), and not expected by the tenant");
    public static readonly ScoreTerm Travel = new("travel", TravelPoints, $"from the place of another sign-in to this one is further than {TravelKmPerHour} km for each hour between them; off where an end is listed as Tor, anonymiser, hosting, relay or satellite, or its place is not known with a radius");
    public static readonly ScoreTerm CountryNew = new("country_new", CountryNewPoints, "root was not seen from this country");
    public static readonly ScoreTerm AsnNew = new("asn_new", AsnNewPoints, "nor from this autonomous system (ASN), and the tenant does not expect it");
    public static readonly ScoreTerm PrefixNew = new("network_new", PrefixNewPoints, "nor from this /24 or /48, and the tenant does not expect it");
    public static readonly ScoreTerm AgentNew = new("agent_new", AgentNewPoints, "nor with this family of user agents, and the tenant does not expect it");
    public static readonly ScoreTerm RegionNew = new("region_new", RegionNewPoints, "nor in this region");
    public static readonly ScoreTerm ServiceNew = new("service_new", ServiceNewPoints, "nor calling this service");
    public static readonly ScoreTerm ActionNew = new("action_new", ActionNewPoints, "nor making this change");
    public static readonly ScoreTerm Learning = new("learning", "minus", $"caps the seven above at {NoveltyWhileLearningMax} together, until root signed in on {SignInDaysToLearn} days or is known for {DaysToLearn}");
    public static readonly ScoreTerm OriginUnavailable = new("origin_unavailable", 0, "country or ASN of the address is not known, or the record names no address: nobody looked, which is not the same as known");
    public static readonly ScoreTerm ListsUnavailable = new("lists_unavailable", 0, "no list of Tor, anonymiser or hosting addresses is loaded");
    public static readonly ScoreTerm OffHours = new("off_hours", OffHoursPoints, "outside the hours that the tenant told");
    public static readonly ScoreTerm Dormant = new("dormant", $"{RestedPoints}, {DormantPoints}", $"root had rested for {RestedDays}, for {DormantDays} days; little, as rare use is what one wishes for");
    public static readonly ScoreTerm Breadth = new("breadth", $"{BreadthPointsEach} each, at most {BreadthPointsMax}", $"different changes of the session beyond {WritesUsual}, and services changed beyond {ServicesUsual}; how many calls there are says nothing");
    public static readonly ScoreTerm FailuresBefore = new("failures_before", $"{FailurePointsEach} each, at most {FailurePointsMax}", "failed root sign-ins in the 60 minutes before");
    public static readonly ScoreTerm RecoveryBefore = new("recovery_before", RecoveryPoints, "recovery, e-mail or contacts were touched in the 7 days before");
    public static readonly ScoreTerm DeedAfterSignIn = new("deed_after_sign_in", $"{DeedPointsEach} each, at most {DeedPointsMax}", "credentials or guards are touched within 60 minutes of a root sign-in; all that is done to MFA devices is one, as renewing one takes several calls, and what was refused is none");
    public static readonly ScoreTerm SharedAddress = new("shared_address", SharedAddressPoints, $"the address was used for root of {SharedAddressAccounts} or more of the tenant's accounts in 24 hours");
    public static readonly ScoreTerm OutsideWindow = new("window_outside", OutsideWindowPoints, "the tenant approves use of root in windows, and none was open");
    public static readonly ScoreTerm InsideWindow = new("window_inside", InsideWindowPoints, "an approved window was open; the record stays");
    public static readonly ScoreTerm KnownAudit = new("delegated_audit", KnownAuditPoints, "an AssumeRoot session whose caller is known and whose task policy only audits");
    public static readonly ScoreTerm Delegated = new("delegated", 0, "any other AssumeRoot session: root's own habits do not apply");
    public static readonly ScoreTerm NotRoot = new("not_root", 0, "not done by root: its habits do not apply");
    public static readonly ScoreTerm Limit = new("limit", "minus or plus", "takes off what lies outside 0 to 100, so that the points add up");

    public static IReadOnlyList<ScoreTerm> All { get; } =
    [
        LongLivedKey, MfaAbsent, AgentNoBrowser, Denied, Listed, Travel, CountryNew, AsnNew, PrefixNew, AgentNew,
        RegionNew, ServiceNew, ActionNew, Learning, OriginUnavailable, ListsUnavailable, OffHours, Dormant, Breadth,
        FailuresBefore, RecoveryBefore, DeedAfterSignIn, SharedAddress, OutsideWindow, InsideWindow, KnownAudit, Delegated, NotRoot, Limit,
    ];
}
