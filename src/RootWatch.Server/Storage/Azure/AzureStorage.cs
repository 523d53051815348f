using System.Net.Sockets;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace RootWatch.Server.Storage;

/// <summary>What blobs and tables share: clients with bounded patience, and failures in an operator's words.</summary>
internal static class AzureStorage
{
    /// <summary>
    /// One operation with all its retries ends within this. Less than the 30 s after which Orleans gives up a grain call,
    /// so that the grain hears the reason and not just a timeout.
    /// </summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(6);

    public static BlobServiceClient BlobClient(string connectionString)
    {
        BlobClientOptions options = new();
        Bound(options.Retry);
        return Parse(connectionString, () => new BlobServiceClient(connectionString, options));
    }

    /// <summary>Why neither client could be made of the connection string; null if they can.</summary>
    public static string? MistakeIn(string connectionString)
    {
        try
        {
            _ = BlobClient(connectionString);
            _ = TableClient(connectionString);
            return null;
        }
        catch (DocumentStorageException mistake)
        {
            return mistake.Message;
        }
    }

    public static TableServiceClient TableClient(string connectionString)
    {
        TableClientOptions options = new();
        Bound(options.Retry);
        return Parse(connectionString, () => new TableServiceClient(connectionString, options));
    }

    /// <summary>Runs one operation within its time; every failure but a lost race (409, 412) and a missing thing (404) becomes a <see cref="DocumentStorageException"/>.</summary>
    public static async Task<T> Call<T>(TimeProvider time, Uri account, string doing, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(OperationTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await operation(either.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Trouble(error, deadline.IsCancellationRequested) is { } trouble)
        {
            throw new DocumentStorageException(trouble.Kind, $"Azure Storage at {account.GetLeftPart(UriPartial.Authority)}: {doing} failed: {trouble.Reason}", error);
        }
    }

    private static void Bound(RetryOptions retry)
    {
        retry.Mode = RetryMode.Exponential;
        retry.MaxRetries = 4;
        retry.Delay = TimeSpan.FromMilliseconds(200);
        retry.MaxDelay = TimeSpan.FromSeconds(3);
        retry.NetworkTimeout = AttemptTimeout;
    }

    private static T Parse<T>(string connectionString, Func<T> make)
    {
        // The string holds the account's key: no message repeats it.
        const string remedy = "Copy it whole from the storage account's page \"Access keys\"; for the emulator it is UseDevelopmentStorage=true.";
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new DocumentStorageException(StorageTrouble.Misconfigured, $"The Azure Storage connection string is empty. {remedy}");
        }

        try
        {
            return make();
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or UriFormatException)
        {
            throw new DocumentStorageException(StorageTrouble.Misconfigured, $"The Azure Storage connection string is not valid. {remedy}");
        }
    }

    private static (StorageTrouble Kind, string Reason)? Trouble(Exception error, bool timedOut)
    {
        if (timedOut && error is OperationCanceledException)
        {
            return (StorageTrouble.Unreachable, $"no answer within {OperationTimeout.TotalSeconds:0} s. Check the network and the service's status.");
        }

        return error switch
        {
            RequestFailedException { Status: 403 or 401 } denied => (StorageTrouble.Denied,
                $"access was refused ({Code(denied)}). Check the account key, its expiry, the account's firewall and this machine's clock."),
            RequestFailedException { Status: 0 } => Unreachable(error),
            // Lost races and missing things are the caller's to judge.
            RequestFailedException { Status: 404 or 409 or 412 } => null,
            RequestFailedException { Status: 429 or >= 500 } busy => (StorageTrouble.Unreachable,
                $"the service is not able to answer now ({busy.Status} {Code(busy)}). It is tried again."),
            RequestFailedException other => (StorageTrouble.Failed, $"{other.Status} {Code(other)}."),
            // What the SDK throws after its last retry.
            AggregateException => Unreachable(error),
            OperationCanceledException or IOException or HttpRequestException => Unreachable(error),
            _ => null,
        };
    }

    private static (StorageTrouble, string) Unreachable(Exception error)
    {
        Exception root = error is AggregateException all ? all.InnerExceptions[^1] : error;
        root = root.GetBaseException();
        string reason = root is SocketException socket ? socket.Message : root is OperationCanceledException ? "no answer in time" : root.Message.Split('\n')[0].TrimEnd();
        return (StorageTrouble.Unreachable, $"it cannot be reached ({reason}). Check the connection string's endpoint, the network and the service's status.");
    }

    private static string Code(RequestFailedException error) => string.IsNullOrEmpty(error.ErrorCode) ? "no error code" : error.ErrorCode;
}
