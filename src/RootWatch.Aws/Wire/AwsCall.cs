namespace RootWatch.Aws.Wire;

/// <summary>What was asked of whom, where: the context that every failure carries.</summary>
internal readonly record struct AwsCall(string Service, string Operation, string Region)
{
    public AwsFailure Fail(AwsFailureReason reason, string message, string? code = null, int? httpStatus = null) =>
        new(reason, Service, Operation, Region, PlainText.Code(code), PlainText.Line(message), httpStatus);

    /// <summary>The failure for a region that no table knows.</summary>
    public AwsFailure UnknownRegion() => Fail(AwsFailureReason.Rejected, $"there is no AWS region '{Region}'.");
}
