using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.SecurityHub;

internal sealed class DescribeHub : AwsOperation
{
    public override AwsService Service => AwsService.SecurityHub;

    public override string Name => "DescribeHub";

    public override string Method => "GET";

    public override string Path => "/accounts";

    public override Quota Quota => new(10, 30);

    public override AwsAnswer Invoke(AwsCall call) =>
        call.Simulator.Postures.Of(call.Caller.Account, call.Now).SecurityHubOffIn.Contains(call.Region)
            ? AwsError.OfService("InvalidAccessException", $"Account {call.Caller.Account} is not subscribed to AWS Security Hub", 401)
            : AwsAnswer.OfJson(json =>
            {
                json.WriteString("HubArn", $"arn:aws:securityhub:{call.Region}:{call.Caller.Account}:hub/default");
                json.WriteString("SubscribedAt", "2021-02-03T04:05:06.000Z");
                json.WriteBoolean("AutoEnableControls", true);
            });
}
