using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GetCredentialReport : IamOperation
{
    public override string Name => "GetCredentialReport";

    public override AwsAnswer Invoke(AwsCall call)
    {
        var (csv, generatedAt, absence) = call.Simulator.CredentialReports.Get(call.Caller.Account, call.Now);
        return absence is not null
            ? AwsError.OfService(absence, "No report is available", absence == "ReportInProgress" ? 404 : 410)
            : AwsAnswer.OfXml(xml =>
            {
                xml.WriteElementString("Content", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(csv)));
                xml.WriteElementString("ReportFormat", "text/csv");
                xml.WriteElementString("GeneratedTime", IamTime.Of(generatedAt));
            });
    }
}
