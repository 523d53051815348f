using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class PasswordClassesCheck() : PostureCheck(
    "P15",
    "IAM users' passwords need all classes of characters and expire",
    Severity.Medium,
    "IAM, Account settings: require upper and lower case, numbers and symbols, and an age after which passwords expire.",
    PostureReferences.Of(hub: "IAM.7"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.PasswordPolicy.Judge(now, policy =>
    {
        if (policy is null)
        {
            return Verdict.Fail("no password policy");
        }

        string[] missing =
        [
            .. policy.RequiresUppercase ? Array.Empty<string>() : ["upper case"],
            .. policy.RequiresLowercase ? Array.Empty<string>() : ["lower case"],
            .. policy.RequiresNumbers ? Array.Empty<string>() : ["numbers"],
            .. policy.RequiresSymbols ? Array.Empty<string>() : ["symbols"],
            .. settings.PasswordAgeMax == 0 || policy.AgeMax <= settings.PasswordAgeMax ? Array.Empty<string>() : [$"expiry within {settings.PasswordAgeMax} days"],
        ];
        return missing.Length > 0 ? Verdict.Fail($"not required: {string.Join(", ", missing)}") : Verdict.Pass("all classes are required");
    });
}
