using System.Reflection;
using Orleans.Runtime;

namespace RootWatch.Server.Tests.Alerts;

/// <summary>A grain's surroundings of which the log needs no more than its name.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "a proxy is a subtype that is made at run time")]
internal class LogContext : DispatchProxy
{
    private GrainId _id;

    public static IGrainContext Of(GrainId id)
    {
        IGrainContext context = Create<IGrainContext, LogContext>();
        ((LogContext)context)._id = id;
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == "get_GrainId"
        ? _id
        : throw new NotSupportedException($"the log asked its surroundings for {targetMethod?.Name}");
}
