using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>Where a sweep goes on. <paramref name="AfterEmptyPage"/>: the page before was an empty one, made by a fault.</summary>
internal readonly record struct Continuation(EventPosition? Position, bool AfterEmptyPage);

/// <summary>Page tokens, sealed together with every parameter of the request they were given for.</summary>
internal sealed class NextTokens(Seed seed, TimeSpan lifetime)
{
    private readonly byte[] _key = seed.Bytes("next-token-key");

    public string Issue(string parameters, Continuation next, DateTimeOffset now)
    {
        var position = next.Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.Second}.{at.Sequence}") : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{position}|{(next.AfterEmptyPage ? 1 : 0)}|{now.ToUnixTimeMilliseconds()}");
        return Convert.ToBase64String([.. Seal(text, parameters), .. Encoding.ASCII.GetBytes(text)]);
    }

    /// <summary>Null if the token is forged, too old, or was given for other parameters.</summary>
    public Continuation? Read(string token, string parameters, DateTimeOffset now)
    {
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length <= HMACSHA256.HashSizeInBytes)
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(bytes, HMACSHA256.HashSizeInBytes, length - HMACSHA256.HashSizeInBytes);
        if (!CryptographicOperations.FixedTimeEquals(Seal(text, parameters), bytes.AsSpan(0, HMACSHA256.HashSizeInBytes)))
        {
            return null;
        }

        var parts = text.Split('|');
        var age = now - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[2], CultureInfo.InvariantCulture));
        return age > lifetime ? null : new Continuation(Position(parts[0]), parts[1] == "1");
    }

    private static EventPosition? Position(string text) =>
        text.Split('.') is [var second, var sequence]
            ? new EventPosition(long.Parse(second, CultureInfo.InvariantCulture), long.Parse(sequence, CultureInfo.InvariantCulture))
            : null;

    private byte[] Seal(string text, string parameters) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{text}\n{parameters}"));
}
