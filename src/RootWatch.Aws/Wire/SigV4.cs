using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Aws.Wire;

/// <summary>What is signed of a request. Paths and queries come as they stand on the request line, already percent-encoded.</summary>
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
        var (canonical, signedHeaders) = Canonicalise(request);
        string date = amzDate[..8];
        string scope = $"{date}/{region}/{service}/aws4_request";
        string stringToSign = StringToSign(canonical, amzDate, scope);

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HashText(stringToSign, SigningKeys.Of(session, date, region, service), signature);
        return $"{Algorithm} Credential={session.AccessKeyId}/{scope}, SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(signature)}";
    }

    public static string StringToSign(string canonicalRequest, string amzDate, string scope)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashText(canonicalRequest, key: null, hash);
        return $"{Algorithm}\n{amzDate}\n{scope}\n{Convert.ToHexStringLower(hash)}";
    }

    public static (string Canonical, string SignedHeaders) Canonicalise(in SignedRequest request)
    {
        var headers = request.Headers
            .GroupBy(header => header.Key.ToLowerInvariant(), header => Collapse(header.Value), StringComparer.Ordinal)
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .ToList();
        string signedHeaders = string.Join(';', headers.Select(header => header.Key));

        var text = new StringBuilder(512);
        text.Append(request.Method).Append('\n');
        AppendCanonicalPath(text, request.Path);
        text.Append('\n').Append(CanonicalQuery(request.Query)).Append('\n');
        foreach (var header in headers)
        {
            text.Append(header.Key).Append(':').AppendJoin(',', header).Append('\n');
        }

        text.Append('\n').Append(signedHeaders).Append('\n').Append(request.PayloadHash);
        return (text.ToString(), signedHeaders);
    }

    // Every service but S3 wants the path encoded once more than on the request line, which for our paths changes nothing.
    private static void AppendCanonicalPath(StringBuilder text, string path)
    {
        if (path.Length == 0)
        {
            text.Append('/');
            return;
        }

        foreach (char c in path)
        {
            if (c == '%')
            {
                text.Append("%25");
            }
            else
            {
                text.Append(c);
            }
        }
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

    private static void HashText(string text, byte[]? key, Span<byte> destination)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var bytes = rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented));
            if (key is null)
            {
                SHA256.HashData(bytes, destination);
            }
            else
            {
                HMACSHA256.HashData(key, bytes, destination);
            }
        }
        finally
        {
            // The canonical request holds the session token.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
