using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootWatch.Aws.Wire;

/// <summary>The one retry left to the SDK: once, after a clock that is wrong, when it has learned the right time. <see cref="Attempts"/> decides about all others.</summary>
internal sealed class SkewOnlyRetry : RetryPolicy
{
    private SkewOnlyRetry() => MaxRetries = 1;

    public static void Replace(RuntimePipeline pipeline) => pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new SkewOnlyRetry()));

    public override bool CanRetry(IExecutionContext executionContext) => true;

    public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) => Task.FromResult(false);

    public override bool RetryLimitReached(IExecutionContext executionContext) => executionContext.RequestContext.Retries >= MaxRetries;

    public override void WaitBeforeRetry(IExecutionContext executionContext) { }

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) => Task.CompletedTask;
}
