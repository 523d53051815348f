using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class ListAccountAliases : AwsOperation
{
    public override AwsService Service => AwsService.Iam;

    public override string Name => "ListAccountAliases";

    /// <summary>AWS does not document one for IAM.</summary>
    public override Quota Quota => new(20, 20);

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (call.Input.FormValue("MaxItems") is { } text && !(int.TryParse(text, out var max) && max is >= 1 and <= 1000))
        {
            return AwsError.OfService("ValidationError", "MaxItems must be a number from 1 to 1000");
        }

        var alias = call.Simulator.AliasOf(call.Caller.Account);
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteElementString("IsTruncated", "false");
            xml.WriteStartElement("AccountAliases");
            if (alias is not null)
            {
                xml.WriteElementString("member", alias);
            }

            xml.WriteEndElement();
        });
    }
}
