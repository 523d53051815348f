using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sts;

internal sealed class GetCallerIdentity : AwsOperation
{
    public override AwsService Service => AwsService.Sts;

    public override string Name => "GetCallerIdentity";

    public override Quota Quota => new(600, 600);

    public override bool NeedsPermission => false;

    public override AwsAnswer Invoke(AwsCall call) => AwsAnswer.OfXml(xml =>
    {
        xml.WriteElementString("Arn", call.Caller.Arn);
        xml.WriteElementString("UserId", call.Caller.UserId);
        xml.WriteElementString("Account", call.Caller.Account);
    });
}
