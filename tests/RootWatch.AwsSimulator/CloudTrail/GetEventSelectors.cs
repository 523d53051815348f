using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.CloudTrail;

internal sealed class GetEventSelectors : AwsOperation
{
    public override AwsService Service => AwsService.CloudTrail;

    public override string Name => "GetEventSelectors";

    public override Quota Quota => new(10, 10);

    public override AwsAnswer Invoke(AwsCall call)
    {
        var name = JsonText.OfString(call.Input.Json, "TrailName");
        var trail = Trails.Of(call);
        if (trail is null || !(name == trail.Arn || (name == trail.Name && call.Region == trail.HomeRegion)))
        {
            return AwsError.OfService("TrailNotFoundException", $"Unknown trail: {name} for the user: {call.Caller.Account}");
        }

        var set = call.Simulator.Postures.Of(call.Caller.Account, call.Now).Trail;
        if (set.Owner is not null)
        {
            return AwsError.OfService("CloudTrailARNInvalidException", $"AccountID in ARN is wrong, you can only access resources with AccountID {call.Caller.Account}.");
        }

        return AwsAnswer.OfJson(json =>
        {
            json.WriteString("TrailARN", trail.Arn);
            if (!set.AdvancedSelectors)
            {
                json.WriteStartArray("EventSelectors");
                json.WriteStartObject();
                json.WriteString("ReadWriteType", set.ReadWriteType);
                json.WriteBoolean("IncludeManagementEvents", set.ManagementEvents);
                json.WriteStartArray("DataResources");
                json.WriteEndArray();
                json.WriteStartArray("ExcludeManagementEventSources");
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
                return;
            }

            json.WriteStartArray("AdvancedEventSelectors");
            json.WriteStartObject();
            json.WriteString("Name"u8, "Management events selector");
            json.WriteStartArray("FieldSelectors");
            Field("eventCategory", set.ManagementEvents ? "Management" : "Data");
            if (set.ReadWriteType != "All")
            {
                Field("readOnly", set.ReadWriteType == "ReadOnly" ? "true" : "false");
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();

            void Field(string field, string value)
            {
                json.WriteStartObject();
                json.WriteString("Field", field);
                json.WriteStartArray("Equals");
                json.WriteStringValue(value);
                json.WriteEndArray();
                json.WriteEndObject();
            }
        });
    }
}
