using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GetAccountSummary : IamOperation
{
    public override string Name => "GetAccountSummary";

    public override AwsAnswer Invoke(AwsCall call)
    {
        var posture = Posture(call);
        var counts = new Dictionary<string, int>
        {
            ["Users"] = 31,
            ["MFADevices"] = posture.VirtualMfaDevices.Count + (posture.RootMfa ? 1 : 0),
            ["MFADevicesInUse"] = posture.VirtualMfaDevices.Count,
            ["AccountMFAEnabled"] = posture.RootMfa ? 1 : 0,
            ["AccountAccessKeysPresent"] = posture.RootAccessKeys,
            ["AccountSigningCertificatesPresent"] = posture.RootSigningCertificates,
            ["AccountPasswordPresent"] = posture.RootPassword ? 1 : 0,
            ["GlobalEndpointTokenVersion"] = 1,
        };
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteStartElement("SummaryMap");
            foreach (var (key, value) in counts)
            {
                xml.WriteStartElement("entry");
                xml.WriteElementString("key", key);
                xml.WriteElementString("value", value.ToString(System.Globalization.CultureInfo.InvariantCulture));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });
    }
}
