using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>The real receiver of pushed events as one silo runs it, until the silo dies.</summary>
internal sealed class SimulatedReceiver : IDisposable
{
    private readonly VirtualWorld _world;
    private readonly Random _chance;
    private readonly PushReceiver _receiver;

    /// <param name="push">Hands records to an account, wherever it lives.</param>
    /// <param name="diesBeforeDeletion">Asked each time.</param>
    public SimulatedReceiver(
        VirtualWorld world, SimulatedSilo silo, Life life, IPushQueue queue, CurrentRoster roster, Random chance,
        Func<string, IReadOnlyList<PushedRecord>, Task<IReadOnlyList<PushOutcome>>> push, Func<bool> diesBeforeDeletion)
    {
        _world = world;
        _chance = chance;
        IGrainFactory grains = DispatchProxy.Create<IGrainFactory, Grains>();
        ((Grains)grains).Push = (accountId, records) => life.Guard(() => push(accountId, records));
        _receiver = new PushReceiver(
            new Living(queue, life, diesBeforeDeletion), new PushOptions(), grains, roster, silo.PushStatus, silo.Meter, silo.Clock, NullLogger<PushReceiver>.Instance);
    }

    public async Task Run()
    {
        for (int failures = 0; ;)
        {
            failures = await _receiver.ReceiveOrSayWhy(CancellationToken.None) ? 0 : failures + 1;
            await (failures > 0 ? _world.Sleep(PushReceiver.PauseAfter(failures, _chance.NextDouble())) : Task.CompletedTask);
        }
    }

    public void Dispose() => _receiver.Dispose();

    private sealed class Living(IPushQueue queue, Life life, Func<bool> diesBeforeDeletion) : IPushQueue
    {
        public Uri Url => queue.Url;

        public Task<AwsOutcome<IReadOnlyList<QueueMessage>>> Receive(TimeSpan wait, TimeSpan hiddenFor, CancellationToken cancellationToken) =>
            Guarded(() => queue.Receive(wait, hiddenFor, cancellationToken));

        public Task<AwsOutcome<IReadOnlyList<UndeletedMessage>>> Delete(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken)
        {
            if (!life.IsOver && diesBeforeDeletion())
            {
                life.End();
            }

            return Guarded(() => queue.Delete(receiptHandles, cancellationToken));
        }

        private async Task<AwsOutcome<T>> Guarded<T>(Func<Task<AwsOutcome<T>>> call)
            where T : class
        {
            await life.Alive();
            AwsOutcome<T> outcome = await call();
            await life.Alive();
            return outcome;
        }
    }

    /// <summary>Grains of which the receiver needs no more than to push to accounts.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "a proxy is a subtype that is made at run time")]
    internal class Grains : DispatchProxy
    {
        public Func<string, IReadOnlyList<PushedRecord>, Task<IReadOnlyList<PushOutcome>>> Push { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod?.ReturnType != typeof(IAccountGrain))
            {
                throw new NotSupportedException($"the receiver asked for {targetMethod?.ReturnType.Name}");
            }

            IAccountGrain account = Create<IAccountGrain, Account>();
            ((Account)account).Push = records => Push((string)args![0]!, records);
            return account;
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "a proxy is a subtype that is made at run time")]
    internal class Account : DispatchProxy
    {
        public Func<IReadOnlyList<PushedRecord>, Task<IReadOnlyList<PushOutcome>>> Push { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == nameof(IAccountGrain.Push)
            ? Push((IReadOnlyList<PushedRecord>)args![0]!)
            : throw new NotSupportedException($"the receiver asked an account for {targetMethod?.Name}");
    }
}
