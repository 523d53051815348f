using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class ListVirtualMfaDevices : IamOperation
{
    public override string Name => "ListVirtualMFADevices";

    public override AwsAnswer Invoke(AwsCall call)
    {
        // Every device here is assigned.
        var devices = call.Input.FormValue("AssignmentStatus") == "Unassigned" ? [] : Posture(call).VirtualMfaDevices;
        return List(call, "VirtualMFADevices", devices, (xml, device) =>
        {
            xml.WriteElementString("SerialNumber", device.SerialNumber);
            xml.WriteElementString("EnableDate", IamTime.Of(call.Simulator.StartedAt.AddDays(-300)));
            xml.WriteStartElement("User");
            xml.WriteElementString("Arn", device.UserArn);
            xml.WriteElementString("UserId", call.Caller.Account);
            xml.WriteElementString("CreateDate", IamTime.Of(call.Simulator.StartedAt.AddDays(-1000)));
            xml.WriteEndElement();
        });
    }
}
