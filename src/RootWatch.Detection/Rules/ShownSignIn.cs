using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>A sign-in's entry as it may stand in a sentence: <c>without MFA, from 198.51.100.7</c>.</summary>
internal static class ShownSignIn
{
    public static string Of(TraceEntry signIn)
    {
        var parts = signIn.Detail.Split(' ', 2);
        return (parts[0] == "mfa" ? "with MFA" : "without MFA") + (parts.Length == 2 && parts[1].Length > 0 ? ", from " + parts[1] : "");
    }
}
