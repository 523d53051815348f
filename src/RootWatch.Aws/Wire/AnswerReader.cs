using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RootWatch.Aws.Wire;

/// <summary>How an operation's answer is read. Null from either: it is well formed and not the operation's answer.</summary>
/// <param name="Read">From a body that may be long.</param>
internal sealed record AnswerReader<T>(Func<Stream, CancellationToken, ValueTask<T?>> Read)
    where T : class
{
    /// <summary>From a short body at once, which costs less; null: not offered.</summary>
    public ReadWhole<T>? Short { get; init; }
}

/// <summary>Reads a body that lies in memory as a whole.</summary>
internal delegate T? ReadWhole<out T>(ReadOnlySpan<byte> body);

internal static class AnswerReader
{
    public static AnswerReader<T> OfJson<T>(JsonTypeInfo<T> answer)
        where T : class =>
        new((stream, token) => JsonSerializer.DeserializeAsync(stream, answer, token)) { Short = body => JsonSerializer.Deserialize(body, answer) };
}
