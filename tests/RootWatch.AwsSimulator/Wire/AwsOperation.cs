namespace RootWatch.AwsSimulator.Wire;

/// <summary>One AWS operation: one file, and one line in <see cref="AwsOperations.All"/>.</summary>
internal abstract class AwsOperation
{
    public abstract AwsService Service { get; }

    public abstract string Name { get; }

    /// <summary>What a policy has to allow: <c>iam:GetRole</c>.</summary>
    public string Permission => $"{Service.SigningName}:{Name}";

    /// <summary>HTTP method of a rest-json operation.</summary>
    public virtual string Method => "POST";

    /// <summary>HTTP path of a rest-json operation; <c>{name}</c> stands for a segment, which the input then holds by that name.</summary>
    public virtual string Path => "/";

    /// <summary>Calls per second that AWS allows, per paying account and region.</summary>
    public abstract Quota Quota { get; }

    /// <summary>False for the few operations that no policy can deny.</summary>
    public virtual bool NeedsPermission => true;

    /// <summary>The account that the call is about, for faults and counts: the caller's own unless the operation says otherwise.</summary>
    public virtual string? SubjectAccount(AwsInput input) => null;

    /// <summary>The resource that a refusal names, if it names one.</summary>
    public virtual string? Resource(AwsInput input) => null;

    public abstract AwsAnswer Invoke(AwsCall call);

    /// <summary>For the operations that may keep their caller waiting.</summary>
    public virtual Task<AwsAnswer> InvokeAsync(AwsCall call, CancellationToken cancellationToken) => Task.FromResult(Invoke(call));
}

/// <summary>A token bucket's shape.</summary>
internal readonly record struct Quota(double PerSecond, double Burst);
