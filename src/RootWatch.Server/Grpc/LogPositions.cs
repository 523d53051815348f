using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Grpc;

/// <summary>Where a reader is in one log: everything up to and including <paramref name="Seq"/> was dealt with.</summary>
/// <param name="Mark">Of the alert at <paramref name="Seq"/>; null in a token of before there were marks.</param>
internal sealed record LogPosition(string Epoch, long Seq, string? Mark)
{
    public static LogPosition Beginning { get; } = new("", 0, "");

    public static LogPosition EndOf(LogPage page) => new(page.Epoch, page.LastSeq, page.LastMark);

    public static LogPosition Of(LogPage page, LoggedAlert alert) => new(page.Epoch, alert.Seq, alert.Mark);

    /// <summary>False: what the log held up to here when this was made is not what it holds there now.</summary>
    public bool Precedes(LogPage page) => Mark is null || page.MarkBefore is null || Mark == page.MarkBefore;
}

/// <summary>
/// Positions in the logs of tenants, and the tokens that carry them. A token is opaque to clients and grants nothing:
/// whoever sends one reads what the caller may read. Its checksum tells a token from a mistake.
/// </summary>
internal static class LogPositions
{
    private const int ChecksumLength = 8;
    private const int TokenLengthMax = 1 << 20;

    /// <param name="purpose">What the token is for; one of another purpose is refused.</param>
    public static string ToToken(string purpose, IReadOnlyDictionary<string, LogPosition> positions)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(new Token(purpose, positions));
        return Base64Url.EncodeToString([.. payload, .. Checksum(payload)]);
    }

    /// <returns>Null if the text is not a token for this purpose.</returns>
    public static IReadOnlyDictionary<string, LogPosition>? FromToken(string purpose, string text)
    {
        if (text.Length > TokenLengthMax || !Base64Url.IsValid(text))
        {
            return null;
        }

        byte[] bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= ChecksumLength || !Checksum(bytes.AsSpan(..^ChecksumLength)).AsSpan().SequenceEqual(bytes.AsSpan(^ChecksumLength..)))
        {
            return null;
        }

        try
        {
            Token? token = JsonSerializer.Deserialize<Token>(bytes.AsSpan(..^ChecksumLength));
            return token is { Purpose: not null, Positions: not null } && token.Purpose == purpose
                && token.Positions.Values.All(position => position is { Epoch: not null, Seq: >= 0 })
                ? token.Positions
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Checksum(ReadOnlySpan<byte> payload) => SHA256.HashData(payload)[..ChecksumLength];

    private sealed record Token(string Purpose, IReadOnlyDictionary<string, LogPosition> Positions);
}
