using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.CloudTrail;

internal sealed class GetTrailStatus : AwsOperation
{
    /// <summary>Log files leave about every five minutes.</summary>
    private static readonly TimeSpan DeliveryLag = TimeSpan.FromMinutes(5);

    public override AwsService Service => AwsService.CloudTrail;

    public override string Name => "GetTrailStatus";

    public override Quota Quota => new(10, 10);

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (JsonText.OfString(call.Input.Json, "Name") is not { Length: > 0 } name)
        {
            return AwsError.OfService("InvalidTrailNameException", "Trail name cannot be blank!");
        }

        var trail = Trails.Of(call);
        if (trail is null || !(name == trail.Arn || (name == trail.Name && call.Region == trail.HomeRegion)))
        {
            return AwsError.OfService("TrailNotFoundException", $"Unknown trail: {name} for the user: {call.Caller.Account}");
        }

        return AwsAnswer.OfJson(json =>
        {
            json.WriteBoolean("IsLogging", trail.IsLogging);
            if (call.Simulator.Postures.Of(call.Caller.Account, call.Now).Trail.DeliveryError is { } error)
            {
                json.WriteString("LatestDeliveryError", error);
            }

            JsonTime.Write(json, "LatestDeliveryTime", trail.IsLogging ? call.Now - DeliveryLag : trail.StoppedAt!.Value);
            JsonTime.Write(json, "StartLoggingTime", trail.StartedAt);
            if (trail.StoppedAt is { } stoppedAt)
            {
                JsonTime.Write(json, "StopLoggingTime", stoppedAt);
            }
        });
    }
}
