using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.S3;

internal sealed class GetBucketPublicAccessBlock : BucketOperation
{
    public override string Name => "GetBucketPublicAccessBlock";

    public override string Subresource => "publicAccessBlock";

    protected override AwsAnswer Invoke(SimulatedBucket bucket) => !bucket.BlocksPublicAcls && !bucket.BlocksPublicPolicy
        ? AwsError.OfService("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404)
        : AwsAnswer.OfXml(xml =>
        {
            xml.WriteStartElement("PublicAccessBlockConfiguration", Service.XmlNamespace);
            xml.WriteElementString("BlockPublicAcls", bucket.BlocksPublicAcls ? "true" : "false");
            xml.WriteElementString("IgnorePublicAcls", bucket.BlocksPublicAcls ? "true" : "false");
            xml.WriteElementString("BlockPublicPolicy", bucket.BlocksPublicPolicy ? "true" : "false");
            xml.WriteElementString("RestrictPublicBuckets", bucket.BlocksPublicPolicy ? "true" : "false");
            xml.WriteEndElement();
        });
}
