using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Sts;

/// <summary>The SDK's client, which tries again for one cause only: a clock that is wrong.</summary>
internal sealed class SkewRetryingStsClient(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config)
    : AmazonSecurityTokenServiceClient(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        SkewOnlyRetry.Replace(pipeline);
    }
}
