using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class TrailBucketCheck() : PostureCheck(
    "P19",
    "Trail logs are encrypted, reach CloudWatch and are not public",
    Severity.Medium,
    "Give the trail a KMS key and a log group, and block public access to its bucket.",
    PostureReferences.Of(hub: "CloudTrail.2, CloudTrail.5, CloudTrail.6, CloudTrail.7"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Trails.Judge(now, trails =>
    {
        List<TrailFacts> whole = [.. trails!.Where(trail => trail.IsMultiRegion)];
        if (whole.Count == 0)
        {
            return Verdict.Fail(trails!.Count == 0 ? "the account has no trail" : "no trail is for all regions");
        }

        foreach (var trail in whole)
        {
            string[] missing =
            [
                .. trail.KmsKeyId is { Length: > 0 } ? Array.Empty<string>() : ["no KMS key"],
                .. trail.LogGroupArn is { Length: > 0 } ? Array.Empty<string>() : ["no log group"],
                .. trail.BucketAccess.WhyUnknown(now) is null && trail.BucketAccess.Value!.IsPublic ? ["its bucket is public"] : Array.Empty<string>(),
            ];
            if (missing.Length > 0)
            {
                return Verdict.Fail($"{trail.Arn}: {string.Join(", ", missing)}").Since(trail.BucketAccess.At);
            }
        }

        return whole.Find(trail => trail.BucketAccess.WhyUnknown(now) is not null) is { } open
            ? Verdict.Unknown($"bucket {open.Bucket}: {open.BucketAccess.WhyUnknown(now)}").Since(open.BucketAccess.At)
            : Verdict.Pass($"KMS key, log group and a bucket that is not public, for {whole.Count} trail(s)");
    });
}
