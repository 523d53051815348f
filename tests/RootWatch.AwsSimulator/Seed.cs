using System.Security.Cryptography;
using System.Text;

namespace RootWatch.AwsSimulator;

/// <summary>Everything that looks random here comes from one number and the name of the thing, never from an order of calls: two runs with one seed agree.</summary>
internal sealed class Seed(long value)
{
    public long Value => value;

    public byte[] Bytes(string purpose, params ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder().Append(value).Append('|').Append(purpose);
        foreach (var part in parts)
        {
            text.Append('|').Append(part);
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>A version 4 uuid in AWS's spelling.</summary>
    public string Uuid(string purpose, params ReadOnlySpan<object> parts)
    {
        var bytes = Bytes(purpose, parts).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>At least 0, below 1.</summary>
    public double Fraction(string purpose, params ReadOnlySpan<object> parts) =>
        (BitConverter.ToUInt64(Bytes(purpose, parts)) >> 11) * (1.0 / (1UL << 53));

    public int Below(int limit, string purpose, params ReadOnlySpan<object> parts) =>
        (int)(BitConverter.ToUInt64(Bytes(purpose, parts)) % (ulong)limit);

    public string Text(string alphabet, int length, string purpose, params ReadOnlySpan<object> parts) =>
        string.Create(length, (alphabet, bytes: Bytes(purpose, parts)), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = state.alphabet[state.bytes[i % state.bytes.Length] % state.alphabet.Length];
            }
        });
}
