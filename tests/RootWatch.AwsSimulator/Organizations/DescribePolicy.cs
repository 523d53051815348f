using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class DescribePolicy : OrganizationsOperation
{
    public override string Name => "DescribePolicy";

    private const string FullAccess = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    public static string IdOf(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p-{index:00000000}");

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization)
    {
        var id = JsonText.OfString(call.Input.Json, "PolicyId");
        var policies = call.Simulator.Postures.Of(organization.ManagementAccountId, call.Now).ServiceControlPolicies;
        var content = id == "p-FullAWSAccess" ? FullAccess : policies.Where((_, index) => IdOf(index) == id).FirstOrDefault();
        return content is null
            ? AwsError.OfService("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.")
            : AwsAnswer.OfJson(json =>
            {
                json.WriteStartObject("Policy");
                json.WriteStartObject("PolicySummary");
                json.WriteString("Id", id);
                json.WriteString("Type", "SERVICE_CONTROL_POLICY");
                json.WriteEndObject();
                json.WriteString("Content", content);
                json.WriteEndObject();
            });
    }
}
