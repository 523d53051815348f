using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>The Authorization header of a signed request, taken apart.</summary>
internal sealed record SigV4Authorization(
    string AccessKeyId, string Date, string Region, string Service, string[] SignedHeaders, string Signature)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public string Scope => $"{Date}/{Region}/{Service}/aws4_request";

    /// <summary>Null when the header is not a whole SigV4 header; then <paramref name="problem"/> says what AWS would say.</summary>
    public static SigV4Authorization? Parse(string header, out string problem)
    {
        problem = "";
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            problem = $"Unsupported AWS 'algorithm': '{header.Split(' ')[0]}'.";
            return null;
        }

        var parts = header[(Algorithm.Length + 1)..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);
        foreach (var name in (string[])["Credential", "Signature", "SignedHeaders"])
        {
            if (!parts.TryGetValue(name, out var value) || value.Length == 0)
            {
                problem = $"Authorization header requires '{name}' parameter. Authorization={Algorithm}";
                return null;
            }
        }

        var scope = parts["Credential"].Split('/');
        if (scope.Length != 5 || scope[4] != "aws4_request")
        {
            problem = $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{parts["Credential"]}'";
            return null;
        }

        return new SigV4Authorization(scope[0], scope[1], scope[2], scope[3], parts["SignedHeaders"].Split(';'), parts["Signature"]);
    }
}

/// <summary>AWS Signature Version 4, the receiving side, written from its specification.</summary>
internal static class SigV4
{
    public static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(5);

    /// <summary>Time of signing from X-Amz-Date, else Date; null if neither can be read.</summary>
    public static DateTimeOffset? SigningTime(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("X-Amz-Date", out var amzDate))
        {
            return DateTimeOffset.TryParseExact(
                amzDate.ToString(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        }

        return DateTimeOffset.TryParseExact(
            headers.Date.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var httpTime) ? httpTime : null;
    }

    /// <summary>The signature that the holder of <paramref name="secret"/> would have sent, in lower-case hex.</summary>
    public static string Sign(
        string secret, SigV4Authorization authorization, DateTimeOffset signedAt, string method, string rawTarget, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var canonical = CanonicalRequest(authorization, method, rawTarget, headers, body);
        var toSign = string.Create(CultureInfo.InvariantCulture,
            $"AWS4-HMAC-SHA256\n{signedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}\n{authorization.Scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}");
        var key = Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), authorization.Date);
        foreach (var step in (string[])[authorization.Region, authorization.Service, "aws4_request"])
        {
            key = Hmac(key, step);
        }

        return Hex(Hmac(key, toSign));
    }

    public static bool FixedTimeEquals(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    internal static string CanonicalRequest(
        SigV4Authorization authorization, string method, string rawTarget, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rawTarget : rawTarget[..question];
        var query = question < 0 ? "" : rawTarget[(question + 1)..];

        var text = new StringBuilder();
        text.Append(method).Append('\n');

        // Every service but S3 encodes the path twice: the wire form, already encoded once, is encoded again.
        text.Append(path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString))).Append('\n');
        text.Append(CanonicalQuery(query)).Append('\n');
        foreach (var name in authorization.SignedHeaders)
        {
            var values = headers[name].Select(value => CollapseSpaces(value ?? ""));
            text.Append(name).Append(':').AppendJoin(',', values).Append('\n');
        }

        text.Append('\n').AppendJoin(';', authorization.SignedHeaders).Append('\n');
        text.Append(Hex(SHA256.HashData(body)));
        return text.ToString();
    }

    private static string CanonicalQuery(string query) =>
        string.Join('&', query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Recode(pair[0]), Value: pair.Length == 2 ? Recode(pair[1]) : ""))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Recode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string CollapseSpaces(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
