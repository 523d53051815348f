using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class DescribeOrganization : OrganizationsOperation
{
    public override string Name => "DescribeOrganization";

    protected override bool ForMembers => true;

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) => AwsAnswer.OfJson(json =>
    {
        json.WriteStartObject("Organization");
        json.WriteString("Id", organization.Id);
        json.WriteString("Arn", $"arn:aws:organizations::{organization.ManagementAccountId}:organization/{organization.Id}");
        json.WriteString("FeatureSet", "ALL");
        json.WriteString("MasterAccountArn", $"arn:aws:organizations::{organization.ManagementAccountId}:account/{organization.Id}/{organization.ManagementAccountId}");
        json.WriteString("MasterAccountId", organization.ManagementAccountId);
        json.WriteString("MasterAccountEmail", "management@customer.example");
        json.WriteEndObject();
    });
}
