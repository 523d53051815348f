using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Config;

internal sealed class DescribeConfigurationRecorderStatus : AwsOperation
{
    public override AwsService Service => AwsService.Config;

    public override string Name => "DescribeConfigurationRecorderStatus";

    public override Quota Quota => new(10, 20);

    public override AwsAnswer Invoke(AwsCall call)
    {
        var posture = call.Simulator.Postures.Of(call.Caller.Account, call.Now);
        return AwsAnswer.OfJson(json =>
        {
            json.WriteStartArray("ConfigurationRecordersStatus");
            if (!posture.ConfigOffIn.Contains(call.Region))
            {
                var fails = posture.ConfigFailsIn.Contains(call.Region);
                json.WriteStartObject();
                json.WriteString("name", "default");
                JsonTime.Write(json, "lastStartTime", call.Simulator.StartedAt.AddDays(-100));
                json.WriteBoolean("recording", true);
                json.WriteString("lastStatus", fails ? "FAILURE" : "SUCCESS");
                if (fails)
                {
                    json.WriteString("lastErrorCode", "AccessDenied");
                    json.WriteString("lastErrorMessage", "Access Denied");
                }

                JsonTime.Write(json, "lastStatusChangeTime", call.Now.AddMinutes(-5));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
