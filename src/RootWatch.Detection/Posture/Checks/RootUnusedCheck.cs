using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

/// <summary>The latest of password and both keys counts: an older password must not hide a key that was used today.</summary>
public sealed class RootUnusedCheck() : PostureCheck(
    "P05",
    "Root is not used",
    Severity.High,
    "Do daily work with roles. If this was an emergency, close its review; if nobody knows of it, treat it as a break-in.",
    PostureReferences.Of(cis: "1.7/1.7/1.7/1.6/2.6", hub: "IAM.20", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var days = facts.RootActDays.Distinct().Count(acted => acted > day.AddDays(-30) && acted <= day);
        if (days > settings.UsedDaysMax)
        {
            return Verdict.Fail($"CloudTrail shows root at work on {days} of the last 30 days") with { At = now };
        }

        // What CloudTrail has shown is known, whatever the report says or does not.
        if (facts.RootActDays.Count > 0 && facts.RootActDays.Max() is var last && last > day.AddDays(-settings.UnusedDays))
        {
            return Verdict.Fail($"CloudTrail shows root at work on {last:yyyy-MM-dd}") with { At = now };
        }

        if (facts.Summary.WhyUnknown(now) is null && facts.Summary.Value!.HasNoCredentials)
        {
            return Verdict.NotApplicable("root has no credentials").Since(facts.Summary.At);
        }

        return facts.Credentials.Judge(now, report =>
        {
            return report!.LastUsed is { } at
                ? Verdict.Of(now - at >= TimeSpan.FromDays(settings.UnusedDays), $"last used {at.UtcDateTime:yyyy-MM-dd}, by the report of {report.GeneratedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z")
                : Verdict.Pass($"never used, by the report of {report.GeneratedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z");
        });
    }
}
