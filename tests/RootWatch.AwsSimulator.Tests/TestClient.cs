using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Tests;

internal sealed record Keys(string AccessKeyId, string SecretKey, string? Token = null);

/// <summary>An answer of the simulated AWS; the code is found as each protocol says it.</summary>
internal sealed record Answer(int Status, string? ErrorTypeHeader, string Body, HttpResponseMessage Response)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public XElement Xml => XElement.Parse(Body);

    public string? Code => Status < 400 ? null
        : ErrorTypeHeader ?? (Body.StartsWith('<') ? XmlText("Code") : Json.GetProperty("__type").GetString());

    public string? XmlText(string name) => Xml.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}

/// <summary>A client of the three protocols with a signer of its own, small enough to be wrong on purpose.</summary>
internal sealed class TestClient(Uri endpoint, TimeProvider time) : IDisposable
{
    public static readonly Keys Watcher = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private readonly HttpClient _http = new();

    /// <summary>Shifts the time that requests are signed with.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>Changes a request after it was signed.</summary>
    public Action<HttpRequestMessage>? Tamper { get; set; }

    public Task<Answer> CloudTrailAsync(string operation, object body, Keys keys, string region = "us-east-1") =>
        SendAsync("cloudtrail", region, keys, "/", JsonSerializer.Serialize(body), "application/x-amz-json-1.1",
            $"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{operation}");

    public Task<Answer> LookupAsync(Keys keys, object body, string region = "us-east-1") => CloudTrailAsync("LookupEvents", body, keys, region);

    public Task<Answer> StsAsync(string action, Keys keys, string region = "us-east-1", params (string Name, string Value)[] parameters) =>
        SendAsync("sts", region, keys, "/",
            string.Join('&', parameters.Prepend(("Version", "2011-06-15")).Prepend(("Action", action)).Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}")),
            "application/x-www-form-urlencoded; charset=utf-8", null);

    public Task<Answer> AccountAsync(string path, object body, Keys keys, string region = "us-east-1") =>
        SendAsync("account", region, keys, path, JsonSerializer.Serialize(body), "application/json", null);

    public Task<Answer> AssumeAsync(FleetAccount account, Keys? keys = null, string region = "us-east-1") =>
        StsAsync("AssumeRole", keys ?? Watcher, region,
            ("RoleArn", account.RoleArn), ("RoleSessionName", "rootwatch-test"), ("ExternalId", account.ExternalId));

    public async Task<Keys> SessionAsync(FleetAccount account)
    {
        var answer = await AssumeAsync(account);
        Assert.True(answer.Status == 200, answer.Body);
        return new Keys(answer.XmlText("AccessKeyId")!, answer.XmlText("SecretAccessKey")!, answer.XmlText("SessionToken"));
    }

    public async Task<Answer> ControlAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(endpoint, "/_simulator/" + path));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await ReadAsync(await _http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public async Task<Answer> SendAsync(string service, string region, Keys? keys, string path, string body, string contentType, string? target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path));
        var bytes = Encoding.UTF8.GetBytes(body);
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (target is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        }

        if (keys is not null)
        {
            Sign(request, bytes, contentType, target, service, region, keys);
        }

        Tamper?.Invoke(request);
        return await ReadAsync(await _http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _http.Dispose();

    private void Sign(HttpRequestMessage request, byte[] body, string contentType, string? target, string service, string region, Keys keys)
    {
        var stamp = (time.GetUtcNow() + ClockError).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = contentType,
            ["host"] = endpoint.Authority,
            ["x-amz-date"] = stamp,
        };
        if (target is not null)
        {
            headers["x-amz-target"] = target;
        }

        if (keys.Token is not null)
        {
            headers["x-amz-security-token"] = keys.Token;
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", keys.Token);
        }

        request.Headers.TryAddWithoutValidation("X-Amz-Date", stamp);
        var names = string.Join(';', headers.Keys);
        var canonical = $"POST\n{request.RequestUri!.AbsolutePath}\n\n{string.Concat(headers.Select(pair => $"{pair.Key}:{pair.Value}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + keys.SecretKey);
        foreach (var part in scope.Split('/'))
        {
            key = Hmac(key, part);
        }

        var signature = Hex(Hmac(key, $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={keys.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.Single() : null,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response);

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
