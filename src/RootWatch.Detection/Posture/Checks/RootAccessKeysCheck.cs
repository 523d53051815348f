using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class RootAccessKeysCheck() : PostureCheck(
    "P03",
    "Root has no access key",
    Severity.Critical,
    "Find out what uses the key, give that a role, and delete the key as root.",
    PostureReferences.Of(cis: "1.4/1.4/1.4/1.3/2.3", hub: "IAM.4", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Summary.Judge(now, summary =>
        Verdict.Of(summary!.AccessKeys == 0, $"AccountAccessKeysPresent = {summary.AccessKeys}{LastUsed(facts, summary)}"));

    private static string LastUsed(PostureFacts facts, RootSummary summary) =>
        summary.AccessKeys > 0 && facts.Credentials.Value is { } report
        && new[] { report.AccessKey1LastUsed, report.AccessKey2LastUsed }.Max() is { } used
            ? $", last used {used.UtcDateTime:yyyy-MM-dd HH:mm}Z"
            : "";
}
