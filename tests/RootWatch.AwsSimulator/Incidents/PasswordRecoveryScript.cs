namespace RootWatch.AwsSimulator.Incidents;

internal sealed class PasswordRecoveryScript : IncidentScript
{
    public override string Name => "password-recovery";

    public override string Story => "whoever reads root's mailbox recovers the password, signs in, and changes the e-mail address";

    public override IEnumerable<IncidentStep> Steps(RootActor root)
    {
        yield return root.SignInService(0, "PasswordRecoveryRequested");
        yield return root.SignInService(11, "PasswordRecoveryCompleted");
        yield return root.SignIn(18, mfa: false);
        yield return root.SignInService(31, "EmailUpdated");
    }
}
