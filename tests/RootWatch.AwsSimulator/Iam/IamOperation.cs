using System.Globalization;
using System.Xml;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

/// <summary>AWS publishes no rates for IAM.</summary>
internal abstract class IamOperation : AwsOperation
{
    public override AwsService Service => AwsService.Iam;

    public override Quota Quota => new(20, 20);

    protected static SimulatedPosture Posture(AwsCall call) => call.Simulator.Postures.Of(call.Caller.Account, call.Now);

    protected static AwsError NoSuchEntity(string what) => AwsError.OfService("NoSuchEntity", what, 404);

    /// <summary>True if the call names the account's watching role, the only one of which this IAM knows the policies.</summary>
    protected static bool IsWatchRole(AwsCall call) => call.Input.FormValue("RoleName") == FleetAccount.RoleName;

    protected static AwsError NoSuchRole(AwsCall call) => NoSuchEntity($"The role with name {call.Input.FormValue("RoleName")} cannot be found.");

    /// <summary>A list in pages, as IAM has it; the marker is the number of the next item.</summary>
    protected static AwsAnswer List<T>(AwsCall call, string list, IReadOnlyList<T> items, Action<XmlWriter, T> write)
    {
        var size = 100;
        var start = 0;
        if ((call.Input.FormValue("MaxItems") is { } max && !(int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= 1000))
            || (call.Input.FormValue("Marker") is { } marker && !int.TryParse(marker, NumberStyles.None, CultureInfo.InvariantCulture, out start)))
        {
            return AwsError.Validation("MaxItems must be a number from 1 to 1000, and Marker one that was given out");
        }

        var more = start + size < items.Count;
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteElementString("IsTruncated", more ? "true" : "false");
            if (more)
            {
                xml.WriteElementString("Marker", (start + size).ToString(CultureInfo.InvariantCulture));
            }

            xml.WriteStartElement(list);
            foreach (var item in items.Skip(start).Take(size))
            {
                xml.WriteStartElement("member");
                write(xml, item);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });
    }
}
