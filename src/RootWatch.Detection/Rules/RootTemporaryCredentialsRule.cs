using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// By STS with root's key, or by the sign-in service out of a console session: <c>aws login</c> and agents that root lets in
/// take theirs from CreateOAuth2Token or a call named after it.
/// </summary>
public sealed class RootTemporaryCredentialsRule() : Rule(
    "RW-C17",
    "Root minted temporary credentials",
    Severity.Critical,
    "T1550.001",
    "They work for up to 36 hours and may survive a change of the password. Ask the owner; if nobody did: delete root's access keys, which ends their sessions, change the password, and call AWS support.",
    RuleTouch.Credentials,
    falsePositives: "A script of the owner's that lists an account with root's key; the owner's own `aws login`."), IEventMemory
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        !facts.Root.IsRoot || !IsMinting(e) ? null
        : Says(e, "success", "false") ? new Finding(this, Severity.Medium, "tried to make temporary credentials of root, and failed")
        : RenewalOf(e) is not { } renewal ? Found(e, "made temporary credentials of root", "tried to make temporary credentials of root")
        : facts.Before.Told.Contains(Id, renewal.Key, renewal.Session) ? null
        : Found("renewed temporary credentials of root, as it may go on to do from there,") with { Episode = renewal.Key, IsApart = true };

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts) =>
        Look(e, facts)?.Episode is { } renewed && RenewalOf(e) is { } renewal && !facts.Settings.Allows(this, e)
            ? state with { Told = state.Told.With(Id, renewed, renewal.Session) }
            : state;

    /// <summary>
    /// What goes on every quarter of an hour is one thing, as long as it comes from one place; where else renews the same
    /// session has stolen it. Null: these are new, or the record does not say.
    /// </summary>
    private static (string Key, DateTimeOffset Session)? RenewalOf(CloudTrailEvent e) =>
        e.TookEffect && Says(e, "grant_type", "refresh_token") && e.Identity.SessionCreated is { } session
            ? ($"renewed {ShownTime.Of(session)} {TraceEntry.KeyOf(e.SourceIpAddress)} {AgentFamily.Of(e.UserAgent)}", session)
            : null;

    /// <summary>What the sign-in service says of a token stands beside the call's parameters, which hold secrets.</summary>
    private static bool Says(CloudTrailEvent e, string name, string value) =>
        e.EventSource.Equals(SignIn.Source, StringComparison.OrdinalIgnoreCase)
        && e.AdditionalEventData.GetValueOrDefault(name, "").Equals(value, StringComparison.OrdinalIgnoreCase);

    private static bool IsMinting(CloudTrailEvent e) =>
        e.Is("sts.amazonaws.com", "GetFederationToken") || e.Is("sts.amazonaws.com", "GetSessionToken")
        || (e.EventSource.Equals(SignIn.Source, StringComparison.OrdinalIgnoreCase) && e.EventName.StartsWith("CreateOAuth2Token", StringComparison.Ordinal));
}
