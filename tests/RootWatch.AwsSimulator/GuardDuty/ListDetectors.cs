using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.GuardDuty;

internal sealed class ListDetectors : AwsOperation
{
    public override AwsService Service => AwsService.GuardDuty;

    public override string Name => "ListDetectors";

    public override string Method => "GET";

    public override string Path => "/detector";

    public override Quota Quota => new(10, 20);

    /// <summary>One in each region, unless GuardDuty is not used there.</summary>
    public static string? DetectorOf(AwsCall call) =>
        call.Simulator.Postures.Of(call.Caller.Account, call.Now).GuardDutyOffIn.Contains(call.Region)
            ? null
            : call.Simulator.Seed.Text("0123456789abcdef", 32, "detector", call.Caller.Account, call.Region);

    public override AwsAnswer Invoke(AwsCall call) => AwsAnswer.OfJson(json =>
    {
        json.WriteStartArray("detectorIds");
        if (DetectorOf(call) is { } id)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    });
}
