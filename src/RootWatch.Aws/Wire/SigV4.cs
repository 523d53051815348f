using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Aws.Wire;

/// <summary>
/// What is signed of a request. Paths and queries come as they stand on the request line, already percent-encoded; headers in
/// any order and case, though in lower case and in order they cost least.
/// </summary>
internal readonly record struct SignedRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string PayloadHash);

/// <summary>AWS Signature Version 4, header form.</summary>
internal static class SigV4
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string HashPayload(ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The value of the Authorization header.</summary>
    public static string Authorize(in SignedRequest request, AwsSession session, string amzDate, string region, string service)
    {
        var date = amzDate.AsSpan(0, 8);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];

        var text = new PooledUtf8(4096);
        string signedHeaders = Canonicalise(request, ref text);
        SHA256.HashData(text.Written, hash);
        text.Dispose();

        var toSign = new PooledUtf8(512);
        toSign.Append(Algorithm + "\n");
        toSign.Append(amzDate);
        toSign.Append("\n");
        toSign.Append(date);
        toSign.Append("/");
        toSign.Append(region);
        toSign.Append("/");
        toSign.Append(service);
        toSign.Append("/aws4_request\n");
        toSign.AppendHex(hash);
        HMACSHA256.HashData(SigningKeys.Of(session, date, region, service), toSign.Written, hash);
        toSign.Dispose();

        Span<char> signature = stackalloc char[SHA256.HashSizeInBytes * 2];
        Convert.TryToHexStringLower(hash, signature, out _);
        return $"{Algorithm} Credential={session.AccessKeyId}/{date}/{region}/{service}/aws4_request, SignedHeaders={signedHeaders}, Signature={signature}";
    }

    /// <summary>Appends the canonical request and returns the names of the signed headers.</summary>
    public static string Canonicalise(in SignedRequest request, ref PooledUtf8 text)
    {
        var headers = InOrder(request.Headers);
        var names = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[256]);
        text.Append(request.Method);
        text.Append("\n");
        // Every service but S3 wants the path encoded once more than on the request line, which for our paths changes nothing.
        text.Append(request.Path.Length == 0 ? "/" : request.Path.Replace("%", "%25", StringComparison.Ordinal));
        text.Append("\n");
        text.Append(CanonicalQuery(request.Query));
        for (int i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            if (i > 0 && name == headers[i - 1].Key)
            {
                text.Append(",");
            }
            else
            {
                names.AppendLiteral(i == 0 ? "" : ";");
                names.AppendLiteral(name);
                text.Append("\n");
                text.Append(name);
                text.Append(":");
            }

            text.Append(Collapse(value));
        }

        string signedHeaders = names.ToStringAndClear();
        text.Append("\n\n");
        text.Append(signedHeaders);
        text.Append("\n");
        text.Append(request.PayloadHash);
        return signedHeaders;
    }

    /// <summary>With names in lower case, and repeats in the order in which they stand.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> InOrder(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        for (int i = 0; i < headers.Count; i++)
        {
            string name = headers[i].Key;
            if (name.AsSpan().ContainsAnyInRange('A', 'Z') || (i > 0 && string.CompareOrdinal(headers[i - 1].Key, name) >= 0))
            {
                return [.. headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value)).OrderBy(header => header.Key, StringComparer.Ordinal)];
            }
        }

        return headers;
    }

    private static string CanonicalQuery(string query)
    {
        if (query.Length == 0)
        {
            return query;
        }

        var pairs = query.Split('&')
            .Select(pair => pair.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (Key: pair[..at], Value: pair[(at + 1)..]) : (Key: pair, Value: ""))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    private static string Collapse(string value)
    {
        string trimmed = value.Trim(' ');
        if (!trimmed.Contains("  ", StringComparison.Ordinal))
        {
            return trimmed;
        }

        var text = new StringBuilder(trimmed.Length);
        foreach (char c in trimmed)
        {
            if (c != ' ' || text[^1] != ' ')
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
