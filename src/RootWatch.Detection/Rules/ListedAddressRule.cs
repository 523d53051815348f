using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Origins;

namespace RootWatch.Detection.Rules;

public sealed class ListedAddressRule() : Rule(
    "RW-S12",
    "Anonymiser, Tor, hosting or watch-list IP",
    Severity.Critical,
    "T1090.003, T1078.004",
    "People who own an account do not come through Tor or rented servers. After a success or a recovery: treat root as taken over; change the password, renew MFA, secure root's mailbox. After a failure: make sure that root has MFA.",
    falsePositives: "The tenant's own VPN or jump host: tell RootWatch of it as an expected network. A list that is out of date.")
{
    private static readonly (OriginKinds Kind, string Name)[] Told =
    [
        (OriginKinds.Tor, "a Tor exit"), (OriginKinds.Anonymiser, "an anonymiser"),
        (OriginKinds.Hosting, "rented servers"), (OriginKinds.Watched, "watched"),
    ];

    public override RuleReach Reach =>
        RuleReach.Anyone(SignIn.Source, "PasswordRecoveryRequested", "PasswordRecoveryCompleted").OrRoot();

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (facts.Origin.Kinds == OriginKinds.None)
        {
            return null;
        }

        var listed = Told.Where(kind => facts.Origin.Kinds.HasFlag(kind.Kind)).Select(kind => kind.Name).ToArray();
        if (listed.Length == 0 || Deed(e, facts) is not { } deed
            || facts.Settings.ExpectedOf(this).ExpectsNetwork(e.SourceIpAddress, facts.Origin.Asn))
        {
            return null;
        }

        return Found($"{deed} from an address that is listed as {string.Join(" and ", listed)}");
    }

    private static string? Deed(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootSuccess(e, facts) ? "signed in to the console"
        : SignIn.IsRootFailure(e, facts) ? "failed to sign in to the console"
        : SignIn.IsRootUnclear(e, facts) ? "signed in to the console, or tried to,"
        : e.Is(SignIn.Source, "PasswordRecoveryRequested") ? "requested a password recovery"
        : e.Is(SignIn.Source, "PasswordRecoveryCompleted") ? "completed a password recovery"
        : null;
}
