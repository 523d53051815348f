using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Incidents;

internal sealed class MfaSwapScript : IncidentScript
{
    public override string Name => "mfa-swap";

    public override string Story => "root signs in with MFA, removes its device and registers another";

    public override IEnumerable<IncidentStep> Steps(RootActor root)
    {
        var newSerial = $"arn:aws:iam::{root.Account}:mfa/phone";
        yield return root.SignIn(0, mfa: true);
        yield return Iam(12, "DeactivateMFADevice", new JsonObject { ["userName"] = "AWS ROOT USER", ["serialNumber"] = root.MfaSerial });
        yield return Iam(20, "CreateVirtualMFADevice", new JsonObject { ["path"] = "/", ["virtualMFADeviceName"] = "phone" },
            new JsonObject { ["virtualMFADevice"] = new JsonObject { ["serialNumber"] = newSerial } });
        yield return Iam(28, "EnableMFADevice", new JsonObject { ["userName"] = "AWS ROOT USER", ["serialNumber"] = newSerial });

        IncidentStep Iam(double at, string eventName, JsonObject request, JsonObject? response = null) =>
            root.Console(at, "iam.amazonaws.com", eventName, CommercialRegions.Home, request, response);
    }
}
