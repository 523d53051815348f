using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.S3;

internal sealed class GetBucketPolicyStatus : BucketOperation
{
    public override string Name => "GetBucketPolicyStatus";

    public override string Subresource => "policyStatus";

    protected override AwsAnswer Invoke(SimulatedBucket bucket) => bucket.Policy == BucketPolicy.None
        ? AwsError.OfService("NoSuchBucketPolicy", "The bucket policy does not exist", 404)
        : AwsAnswer.OfXml(xml =>
        {
            xml.WriteStartElement("PolicyStatus", Service.XmlNamespace);
            xml.WriteElementString("IsPublic", bucket.Policy == BucketPolicy.Public ? "true" : "false");
            xml.WriteEndElement();
        });
}
