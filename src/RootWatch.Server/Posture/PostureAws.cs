using RootWatch.Aws;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>What all readings of posture in this process share: the clients, and a bound on the calls in flight.</summary>
internal sealed class PostureAws(AwsClients clients, PostureOptions options, TimeProvider time) : IDisposable
{
    public AwsClients Clients => clients;

    public PostureOptions Options => options;

    public TimeProvider Time => time;

    public SemaphoreSlim Gate { get; } = new(options.CallsInFlightMax);

    public LookupPace NewIamPace() => new(options.IamCallsPerSecond, time);

    public void Dispose() => Gate.Dispose();
}
