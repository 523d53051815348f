using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GenerateCredentialReport : IamOperation
{
    public override string Name => "GenerateCredentialReport";

    public override AwsAnswer Invoke(AwsCall call)
    {
        var state = call.Simulator.CredentialReports.Generate(call.Caller.Account, Posture(call), call.Now);
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteElementString("State", state);
            if (state == "STARTED")
            {
                xml.WriteElementString("Description", "No report exists. Starting a new report generation task");
            }
        });
    }
}
