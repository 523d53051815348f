using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>What <see cref="DocumentStorageProbe"/> found.</summary>
/// <param name="Ready">A document was written and read back just now.</param>
/// <param name="Reason">One sentence for the operator, also when ready.</param>
public sealed record StorageReadiness(bool Ready, string Reason);

/// <summary>Answers /readyz: can documents be read and written now? Works on any provider, for it is a client of it like any grain.</summary>
public sealed class DocumentStorageProbe(
    [FromKeyedServices(DocumentStorage.ProviderName)] IGrainStorage storage,
    TimeProvider time) : IDisposable
{
    /// <summary>A store that hangs is not ready; load balancers seldom wait longer for the answer.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Whoever asks more often gets the last answer, so that a curious load balancer costs the store nothing.</summary>
    public static readonly TimeSpan AnswerAge = TimeSpan.FromSeconds(5);

    private const string StateName = "probe";
    private static readonly GrainId Probe = GrainId.Create("storageprobe", DocumentStorage.ProviderName);

    private readonly SemaphoreSlim _one = new(1, 1);
    private StorageReadiness? _answer;
    private long _answeredAt;

    public async Task<StorageReadiness> Check(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_answer is null || time.GetElapsedTime(_answeredAt) >= AnswerAge)
            {
                _answer = await Ask(cancellationToken);
                _answeredAt = time.GetTimestamp();
            }

            return _answer;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<StorageReadiness> Ask(CancellationToken cancellationToken)
    {
        try
        {
            // Run: a provider may do its part before its first await.
            await Task.Run(WriteAndRead, cancellationToken).WaitAsync(Deadline, time, cancellationToken);
            return new StorageReadiness(true, "a document was written and read back");
        }
        catch (TimeoutException)
        {
            return new StorageReadiness(false, $"the document store did not answer within {Deadline.TotalSeconds:0} s");
        }
        catch (DocumentStorageException trouble)
        {
            return new StorageReadiness(false, trouble.Message);
        }
        catch (Exception unexpected) when (!cancellationToken.IsCancellationRequested)
        {
            return new StorageReadiness(false, $"the document store failed: {unexpected.Message}");
        }
    }

    private async Task WriteAndRead()
    {
        // A document of its own for each try: one that hangs past the deadline must not meet the next.
        GrainState<ProbeDocument> document = new(new ProbeDocument());
        await storage.ReadStateAsync(StateName, Probe, document);
        document.State = new ProbeDocument { CheckedAt = time.GetUtcNow() };
        try
        {
            await storage.WriteStateAsync(StateName, Probe, document);
        }
        catch (InconsistentStateException)
        {
            // Another silo's probe was faster; a store that can say so takes writes.
        }
    }

    private sealed class ProbeDocument
    {
        public int SchemaVersion { get; set; } = 1;

        public DateTimeOffset CheckedAt { get; set; }
    }
}
