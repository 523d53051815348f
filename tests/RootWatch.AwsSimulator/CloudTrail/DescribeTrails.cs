using System.Text.Json;
using RootWatch.AwsSimulator.S3;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.CloudTrail;

internal sealed class DescribeTrails : AwsOperation
{
    public override AwsService Service => AwsService.CloudTrail;

    public override string Name => "DescribeTrails";

    public override Quota Quota => new(10, 10);

    public override AwsAnswer Invoke(AwsCall call)
    {
        var input = call.Input.Json;
        var shadows = !input.TryGetProperty("includeShadowTrails", out var include) || include.ValueKind != JsonValueKind.False;
        var names = input.TryGetProperty("trailNameList", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list.EnumerateArray().Select(name => name.ToString()).ToList()
            : null;
        var trail = Trails.Of(call);
        if (trail is not null)
        {
            // A trail of another region shows here only as a shadow, and only its ARN names it.
            var isShadow = trail.HomeRegion != call.Region;
            var wanted = names is null ? shadows || !isShadow : names.Contains(trail.Arn) || (!isShadow && names.Contains(trail.Name));
            trail = wanted ? trail : null;
        }

        var set = call.Simulator.Postures.Of(call.Caller.Account, call.Now).Trail;
        return AwsAnswer.OfJson(json =>
        {
            json.WriteStartArray("trailList");
            if (trail is not null)
            {
                json.WriteStartObject();
                json.WriteString("Name"u8, trail.Name);
                json.WriteString("S3BucketName", BucketOperation.NameOf(call.Caller.Account));
                json.WriteBoolean("IncludeGlobalServiceEvents", set.GlobalServiceEvents);
                json.WriteBoolean("IsMultiRegionTrail", set.MultiRegion);
                json.WriteString("HomeRegion", trail.HomeRegion);
                json.WriteString("TrailARN", trail.Arn);
                json.WriteBoolean("LogFileValidationEnabled", set.LogFileValidation);
                if (set.KmsKeyId is { } key)
                {
                    json.WriteString("KmsKeyId", key);
                }

                if (set.LogGroup is { } group)
                {
                    json.WriteString("CloudWatchLogsLogGroupArn", group);
                }

                json.WriteBoolean("HasCustomEventSelectors", false);
                json.WriteBoolean("HasInsightSelectors", false);
                json.WriteBoolean("IsOrganizationTrail", set.Owner is not null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
