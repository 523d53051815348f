using System.Buffers;
using System.Text;

namespace RootWatch.Aws.Wire;

/// <summary>UTF-8 text in a rented buffer, which is cleared when it is given back: what is signed holds the session token.</summary>
internal ref struct PooledUtf8(int capacity)
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Append(scoped ReadOnlySpan<char> text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_bytes.Length - _length < most)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + most, _bytes.Length * 2));
            Written.CopyTo(larger);
            Return();
            _bytes = larger;
        }

        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    public void AppendHex(scoped ReadOnlySpan<byte> hash)
    {
        Span<char> hex = stackalloc char[hash.Length * 2];
        Convert.TryToHexStringLower(hash, hex, out _);
        Append(hex);
    }

    public readonly void Dispose() => Return();

    private readonly void Return() => ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
}
