using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.GuardDuty;

internal sealed class GetDetector : AwsOperation
{
    public override AwsService Service => AwsService.GuardDuty;

    public override string Name => "GetDetector";

    public override string Method => "GET";

    public override string Path => "/detector/{detectorId}";

    public override Quota Quota => new(10, 20);

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (call.Input.FormValue("detectorId") != ListDetectors.DetectorOf(call))
        {
            return AwsError.OfService("BadRequestException", "The request is rejected because the input detectorId is not owned by the current account.");
        }

        var suspended = call.Simulator.Postures.Of(call.Caller.Account, call.Now).GuardDutySuspendedIn.Contains(call.Region);
        return AwsAnswer.OfJson(json =>
        {
            json.WriteString("createdAt", "2021-02-03T04:05:06.000Z");
            json.WriteString("updatedAt", "2021-02-03T04:05:06.000Z");
            json.WriteString("findingPublishingFrequency", "SIX_HOURS");
            json.WriteString("serviceRole", $"arn:aws:iam::{call.Caller.Account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty");
            json.WriteString("status", suspended ? "DISABLED" : "ENABLED");
        });
    }
}
