using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.S3;

internal sealed class GetBucketLocation : BucketOperation
{
    public override string Name => "GetBucketLocation";

    public override string Subresource => "location";

    protected override bool IsAnsweredAnywhere => true;

    /// <summary>A bucket of the first region has an empty location.</summary>
    protected override AwsAnswer Invoke(SimulatedBucket bucket) => AwsAnswer.OfXml(xml =>
    {
        xml.WriteStartElement("LocationConstraint", Service.XmlNamespace);
        xml.WriteString(bucket.Region == "us-east-1" ? "" : bucket.Region);
        xml.WriteEndElement();
    });
}
