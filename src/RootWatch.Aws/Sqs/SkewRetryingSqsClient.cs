using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SQS;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Sqs;

/// <summary>The SDK's client, which tries again for one cause only: a clock that is wrong.</summary>
internal sealed class SkewRetryingSqsClient(AWSCredentials credentials, AmazonSQSConfig config) : AmazonSQSClient(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        SkewOnlyRetry.Replace(pipeline);
    }
}
