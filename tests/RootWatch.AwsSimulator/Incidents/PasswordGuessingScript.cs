namespace RootWatch.AwsSimulator.Incidents;

internal sealed class PasswordGuessingScript : IncidentScript
{
    public override string Name => "password-guessing";

    public override string Story => "three failed root sign-ins, then one that succeeds without MFA, and a new password";

    public override IEnumerable<IncidentStep> Steps(RootActor root)
    {
        yield return root.SignIn(0, mfa: false, success: false);
        yield return root.SignIn(6, mfa: false, success: false);
        yield return root.SignIn(13, mfa: false, success: false);
        yield return root.SignIn(19, mfa: false);
        yield return root.SignInService(32, "PasswordUpdated");
    }
}
