using System.Xml;
using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.S3;

internal sealed class GetBucketAcl : BucketOperation
{
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Owner = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

    public override string Name => "GetBucketAcl";

    public override string Subresource => "acl";

    protected override AwsAnswer Invoke(SimulatedBucket bucket) => AwsAnswer.OfXml(xml =>
    {
        xml.WriteStartElement("AccessControlPolicy", Service.XmlNamespace);
        xml.WriteStartElement("Owner");
        xml.WriteElementString("ID", Owner);
        xml.WriteEndElement();
        xml.WriteStartElement("AccessControlList");
        Grant(xml, "CanonicalUser", "ID", Owner, "FULL_CONTROL");
        if (bucket.AclGroup is { } group)
        {
            Grant(xml, "Group", "URI", group, "READ");
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    private static void Grant(XmlWriter xml, string type, string member, string value, string permission)
    {
        xml.WriteStartElement("Grant");
        xml.WriteStartElement("Grantee");
        xml.WriteAttributeString("xsi", "type", Instance, type);
        xml.WriteElementString(member, value);
        xml.WriteEndElement();
        xml.WriteElementString("Permission", permission);
        xml.WriteEndElement();
    }
}
