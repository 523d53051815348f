using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class ListOrganizationsFeatures : IamOperation
{
    public override string Name => "ListOrganizationsFeatures";

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (call.Simulator.Organizations.Of(call.Caller.Account, call.Now) is not { } organization)
        {
            return AwsError.OfService("OrganizationNotFoundException", "Your account is not a member of an organization.");
        }

        if (!call.Simulator.Organizations.IsTrusted(organization, call.Caller.Account, call.Now))
        {
            return AwsError.OfService("AccountNotManagementOrDelegatedAdministratorException", "Your account is neither the management account nor a delegated administrator.");
        }

        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteElementString("OrganizationId", organization.Id);
            xml.WriteStartElement("EnabledFeatures");
            foreach (var feature in call.Simulator.Postures.Of(organization.ManagementAccountId, call.Now).RootFeatures)
            {
                xml.WriteElementString("member", feature);
            }

            xml.WriteEndElement();
        });
    }
}
