using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace RootWatch.Server.Grpc;

/// <summary>Where a reader is in one log: everything up to and including <paramref name="Seq"/> was dealt with.</summary>
internal sealed record LogPosition(string Epoch, long Seq)
{
    public static LogPosition Beginning { get; } = new("", 0);
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
