using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RootWatch.Origins.Tests;

/// <summary>Writes MaxMind's file format, version 2.0, as its published description has it: enough of it for a few networks.</summary>
internal static class TinyMaxMindFile
{
    private const int RecordBits = 32;

    private static readonly DateTimeOffset Built = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Of(params (string Network, Dictionary<string, object> Entry)[] networks)
    {
        List<long[]> nodes = [[-1, -1]];
        MemoryStream data = new();
        foreach (var (network, entry) in networks)
        {
            // -2 and less: where the entry lies in the data.
            Insert(nodes, IPNetwork.Parse(network), -2 - data.Length);
            Write(data, entry);
        }

        MemoryStream file = new();
        foreach (long target in nodes.SelectMany(node => node))
        {
            long record = target >= 0 ? target : target == -1 ? nodes.Count : nodes.Count + 16 + (-2 - target);
            Big(file, (ulong)record, 4);
        }

        file.Write(new byte[16]);
        data.WriteTo(file);
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = (ulong)Built.ToUnixTimeSeconds(),
            ["database_type"] = "Tiny",
            ["description"] = new Dictionary<string, object> { ["en"] = "made by a test" },
            ["ip_version"] = (ushort)6,
            ["languages"] = Array.Empty<object>(),
            ["node_count"] = (uint)nodes.Count,
            ["record_size"] = (ushort)RecordBits,
        });
        return file.ToArray();
    }

    private static void Insert(List<long[]> nodes, IPNetwork network, long target)
    {
        bool isV4 = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        byte[] bytes = isV4 ? [.. new byte[12], .. network.BaseAddress.GetAddressBytes()] : network.BaseAddress.GetAddressBytes();
        int length = network.PrefixLength + (isV4 ? 96 : 0);
        int node = 0;
        for (int bit = 0; bit < length; bit++)
        {
            int side = (bytes[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1)
            {
                nodes[node][side] = target;
            }
            else
            {
                if (nodes[node][side] < 0)
                {
                    nodes[node][side] = nodes.Count;
                    nodes.Add([-1, -1]);
                }

                node = (int)nodes[node][side];
            }
        }
    }

    private static void Write(Stream stream, object value)
    {
        switch (value)
        {
            case string text:
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                Control(stream, 2, utf8.Length);
                stream.Write(utf8);
                break;
            case double number:
                Control(stream, 3, 8);
                Big(stream, (ulong)BitConverter.DoubleToInt64Bits(number), 8);
                break;
            case ushort number:
                Control(stream, 5, 2);
                Big(stream, number, 2);
                break;
            case uint number:
                Control(stream, 6, 4);
                Big(stream, number, 4);
                break;
            case ulong number:
                Control(stream, 9, 8);
                Big(stream, number, 8);
                break;
            case Dictionary<string, object> map:
                Control(stream, 7, map.Count);
                foreach (var (key, inner) in map)
                {
                    Write(stream, key);
                    Write(stream, inner);
                }

                break;
            case object[] list:
                Control(stream, 11, list.Length);
                foreach (object inner in list)
                {
                    Write(stream, inner);
                }

                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not written here");
        }
    }

    /// <summary>Types above 7 have a byte of their own.</summary>
    private static void Control(Stream stream, int type, int size)
    {
        int held = size < 29 ? size : 29;
        stream.WriteByte((byte)(((type <= 7 ? type : 0) << 5) | held));
        if (type > 7)
        {
            stream.WriteByte((byte)(type - 7));
        }

        if (size >= 29)
        {
            stream.WriteByte((byte)(size - 29));
        }
    }

    private static void Big(Stream stream, ulong number, int bytes)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        stream.Write(all[^bytes..]);
    }
}
