using Google.Protobuf;

namespace RootWatch.Server.Grpc;

/// <summary>How large a page has become. gRPC clients take 4 MiB unless they are told otherwise.</summary>
internal sealed class PageBytes
{
    public const int Max = 3 << 20;

    /// <summary>For the tag and length before a message, and for an id beside it.</summary>
    private const int Around = 24;

    private long _bytes;

    /// <summary>True if these find room, which is then theirs. The first of a page always do.</summary>
    public bool Takes(params ReadOnlySpan<IMessage> messages)
    {
        long bytes = _bytes + Around;
        foreach (IMessage message in messages)
        {
            bytes += Around + message.CalculateSize();
        }

        if (bytes > Max && _bytes > 0)
        {
            return false;
        }

        _bytes = bytes;
        return true;
    }
}
