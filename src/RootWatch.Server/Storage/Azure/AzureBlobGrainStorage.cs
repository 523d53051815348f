using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>Grain documents as blobs; the blob's ETag is the document's, and every write and deletion is conditional on it.</summary>
internal sealed class AzureBlobGrainStorage : IGrainStorage, IPreparedStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string ContentType = "application/json";

    private readonly BlobContainerClient _container;
    private readonly IGrainStorageSerializer _serializer;
    private readonly IActivatorProvider _activators;
    private readonly TimeProvider _time;

    public AzureBlobGrainStorage(AzureBlobStorageOptions options, IActivatorProvider activators, TimeProvider time)
    {
        BlobServiceClient service = options.BlobServiceClient ?? throw new DocumentStorageException(StorageTrouble.Misconfigured,
            "Azure Blob storage has no client. Give the connection string of a storage account (ROOTWATCH__AZURE__CONNECTIONSTRING).");
        _container = service.GetBlobContainerClient(options.ContainerName);
        _serializer = options.GrainStorageSerializer;
        _activators = activators;
        _time = time;
    }

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(AzureBlobGrainStorage), ServiceLifecycleStage.ApplicationServices, Prepare);

    public async Task Prepare(CancellationToken cancellationToken)
    {
        try
        {
            await Call($"making the container {_container.Name}", async token => await _container.CreateIfNotExistsAsync(cancellationToken: token), cancellationToken);
        }
        catch (RequestFailedException error)
        {
            throw new DocumentStorageException(StorageTrouble.Failed,
                $"Azure Storage: the container {_container.Name} cannot be made ({error.Status} {error.ErrorCode}). If it is being deleted, wait a minute.", error);
        }
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string name = AzureBlobName.Of(stateName, grainId);
        try
        {
            BlobDownloadResult blob = await Call($"reading {name}", async token => (await _container.GetBlobClient(name).DownloadContentAsync(token)).Value);
            grainState.State = DocumentBody.Read<T>(_serializer, _activators, blob.Content, name);
            grainState.ETag = blob.Details.ETag.ToString();
            grainState.RecordExists = true;
        }
        // A vanished container is not a thousand accounts that were never written: see Gone.
        catch (RequestFailedException error) when (error.Status == 404 && error.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            grainState.State = Fresh<T>();
            grainState.ETag = null;
            grainState.RecordExists = false;
        }
        catch (RequestFailedException error)
        {
            throw Gone(error, name);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string name = AzureBlobName.Of(stateName, grainId);
        BlobUploadOptions options = new()
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentType },
            Conditions = grainState.ETag is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : Match(grainState.ETag),
        };
        BinaryData body = _serializer.Serialize(grainState.State);
        try
        {
            BlobContentInfo written = await Call($"writing {name}", async token => (await _container.GetBlobClient(name).UploadAsync(body, options, token)).Value);
            grainState.ETag = written.ETag.ToString();
            grainState.RecordExists = true;
        }
        catch (RequestFailedException error)
        {
            throw await Refused(error, name, grainState.ETag);
        }
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string name = AzureBlobName.Of(stateName, grainId);
        try
        {
            if (grainState.ETag is null)
            {
                // Whoever never saw the document may clear it only if there is none.
                if (await StoredEtag(name) is { } stored)
                {
                    throw Inconsistent(name, stored, null, null);
                }
            }
            else
            {
                await Call($"deleting {name}", token => _container.GetBlobClient(name).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, Match(grainState.ETag), token));
            }
        }
        catch (RequestFailedException error)
        {
            throw await Refused(error, name, grainState.ETag);
        }

        grainState.State = Fresh<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T Fresh<T>() => _activators.GetActivator<T>().Create();

    private Task<T> Call<T>(string doing, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken = default) =>
        AzureStorage.Call(_time, _container.Uri, doing, operation, cancellationToken);

    private static BlobRequestConditions Match(string etag) => new() { IfMatch = new ETag(etag) };

    /// <summary>Why the service did not take a write: another has changed the document, or there is no place for it.</summary>
    private async Task<Exception> Refused(RequestFailedException error, string name, string? etag)
    {
        if (!IsRace(error))
        {
            return Gone(error, name);
        }

        string stored;
        try
        {
            stored = await StoredEtag(name) ?? "none";
        }
        catch (Exception lookup) when (lookup is RequestFailedException or DocumentStorageException)
        {
            // The race is certain; only its winner is not known.
            stored = "unknown";
        }

        return Inconsistent(name, stored, etag, error);
    }

    // A lease, an immutability policy or a blob of another kind is refused with the numbers of a lost race. Whoever took that
    // for one would be replaced by an activation that meets the same, again and again, and nobody would hear of it.
    private static bool IsRace(RequestFailedException error) =>
        error.Status is 409 or 412 && string.IsNullOrEmpty(error.ErrorCode)
        || error.ErrorCode == BlobErrorCode.ConditionNotMet
        || error.ErrorCode == BlobErrorCode.BlobAlreadyExists
        || error.ErrorCode == BlobErrorCode.BlobNotFound;

    private static bool IsLeased(RequestFailedException error) =>
        error.ErrorCode == BlobErrorCode.LeaseIdMissing
        || error.ErrorCode == BlobErrorCode.LeaseIdMismatchWithBlobOperation
        || error.ErrorCode == BlobErrorCode.LeaseAlreadyPresent;

    private async Task<string?> StoredEtag(string name)
    {
        try
        {
            return (await Call($"looking at {name}", async token => (await _container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: token)).Value)).ETag.ToString();
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    private static InconsistentStateException Inconsistent(string name, string stored, string? etag, Exception? error) =>
        new($"The document {name} was changed by another activation: its etag is {stored}, not {etag ?? "none"}.", stored, etag ?? "none", error!);

    private DocumentStorageException Gone(RequestFailedException error, string name) => error switch
    {
        { Status: 404 } => new(StorageTrouble.Missing,
            $"Azure Storage: the container {_container.Name} is gone ({name} was asked for). Restore it, or start the server again to begin with an empty one.", error),
        _ when IsLeased(error) => new(StorageTrouble.InUse,
            $"Azure Storage: {name} in {_container.Name} cannot be written, as another program holds a lease on it. Break the lease: az storage blob lease break -c {_container.Name} -b {name}", error),
        _ => new(StorageTrouble.Failed, $"Azure Storage: {name} in {_container.Name} was refused ({error.Status} {error.ErrorCode}).", error),
    };
}
