using System.Buffers;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;

namespace RootWatch.Aws.Wire;

/// <summary>One signed call over our own wire: written, signed, sent, and the answer or the failure read.</summary>
internal sealed class AwsWire(AwsEndpoints endpoints, HttpMessageInvoker http, Attempts attempts, AwsClock clock)
{
    // A full page is 50 records of at most 256 KB, each a JSON text inside a JSON text.
    private const long AnswerLengthMax = 32 * 1024 * 1024;
    private const int ErrorLengthMax = 64 * 1024;

    /// <summary>Up to this length an answer is read whole before it is understood.</summary>
    private const int ShortAnswerMax = 4096;

    private static readonly string UserAgent =
        $"RootWatch/{typeof(AwsWire).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0"}";

    private static readonly XmlReaderSettings XmlOptions = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = true,
        IgnoreComments = true,
    };

    /// <param name="write">Writes the members of the request object.</param>
    public Task<AwsOutcome<T>> SendAsync<T>(
        AwsOperation operation, AwsSession session, string region, Action<Utf8JsonWriter> write, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(operation, session, region, write, static (writer, write) => write(writer), AnswerReader.OfJson(answer), cancellationToken);

    /// <param name="asked">What <paramref name="write"/> is given, so that it need not hold it.</param>
    /// <param name="write">Writes the members of the request object.</param>
    public Task<AwsOutcome<T>> SendAsync<TAsked, T>(
        AwsOperation operation, AwsSession session, string region, TAsked asked, Action<Utf8JsonWriter, TAsked> write, AnswerReader<T> answer, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(operation, session, region, JsonBody.Write(asked, write), answer, cancellationToken);

    /// <param name="path">Of the operation, with what the call puts into it, percent-encoded.</param>
    /// <param name="query">Names and values, not encoded yet.</param>
    public Task<AwsOutcome<T>> GetAsync<T>(
        AwsOperation operation, AwsSession session, string region, string path, IEnumerable<KeyValuePair<string, string>> query, JsonTypeInfo<T> answer,
        CancellationToken cancellationToken)
        where T : class =>
        SendAsync(operation with { Path = path }, session, region, [], AnswerReader.OfJson(answer), cancellationToken, Encoded(query));

    /// <summary>The same for an answer in XML.</summary>
    /// <param name="read">Reads the answer; null if it is XML but not the operation's answer.</param>
    public Task<AwsOutcome<T>> GetXmlAsync<T>(
        AwsOperation operation, AwsSession session, string region, string path, IEnumerable<KeyValuePair<string, string>> query, Func<XmlReader, Task<T?>> read,
        CancellationToken cancellationToken)
        where T : class =>
        SendAsync(operation with { Path = path }, session, region, [], OfXml(read), cancellationToken, Encoded(query));

    /// <param name="form">The parameters beside Action and Version.</param>
    /// <param name="read">Reads the answer; null if it is XML but not the operation's answer.</param>
    public Task<AwsOutcome<T>> SendQueryAsync<T>(
        AwsOperation operation, AwsSession session, string region, IEnumerable<KeyValuePair<string, string>> form, Func<XmlReader, Task<T?>> read,
        CancellationToken cancellationToken)
        where T : class
    {
        IEnumerable<KeyValuePair<string, string>> all = [new("Action", operation.Name), new("Version", operation.Service.Version!), .. form];
        byte[] body = Encoding.UTF8.GetBytes(string.Join('&', all.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")));
        return SendAsync(operation, session, region, body, OfXml(read), cancellationToken);
    }

    private static string Encoded(IEnumerable<KeyValuePair<string, string>> query) =>
        string.Join('&', query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static AnswerReader<T> OfXml<T>(Func<XmlReader, Task<T?>> read)
        where T : class => new(async (stream, token) =>
    {
        using var reader = XmlReader.Create(stream, XmlOptions);
        await using var cut = token.Register(stream.Dispose).ConfigureAwait(false);
        return await read(reader).ConfigureAwait(false);
    });

    private Task<AwsOutcome<T>> SendAsync<T>(
        AwsOperation operation, AwsSession session, string region, byte[] body, AnswerReader<T> answer, CancellationToken cancellationToken, string query = "")
        where T : class
    {
        var call = new AwsCall(operation.Service.Name, operation.Name, region);
        if (endpoints.Find(operation.Service.Name, operation.Service.Placement, region) is not { } endpoint)
        {
            return Task.FromResult(AwsOutcome<T>.Failed(call.UnknownRegion()));
        }

        var asked = new Asked<T>(this, call with { Region = endpoint.SigningRegion }, operation, endpoint, session, body, query, answer);
        return attempts.RunAsync(asked.Call, operation.IsPacedByCaller ? 1 : attempts.Max, asked, static (asked, token) => asked.Wire.SendAsync(asked, token), cancellationToken);
    }

    /// <summary>Once more if AWS says that the signature's time is wrong, by its own time.</summary>
    private async Task<AwsOutcome<T>> SendAsync<T>(Asked<T> asked, CancellationToken cancellationToken)
        where T : class
    {
        for (bool again = false; ; again = true)
        {
            var signedAt = clock.Now;
            using var request = Sign(asked.Operation, asked.Endpoint, asked.Session, asked.Body, asked.Query, signedAt);
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // Where something on the way takes the header, that AWS has taken our signature tells its time nearly as well.
            var serverTime = response.Headers.Date ?? (response.IsSuccessStatusCode ? clock.Taught : null);
            using var stream = response.Content.ReadAsStream(cancellationToken);

            if (response.IsSuccessStatusCode)
            {
                var value = response.Content.Headers.ContentLength is { } length and <= ShortAnswerMax && asked.Answer.Short is { } whole
                    ? await ReadShortAsync(stream, (int)length, whole, cancellationToken).ConfigureAwait(false)
                    : await ReadLongAsync(stream, asked.Answer, cancellationToken).ConfigureAwait(false);
                return value is null
                    ? AwsOutcome<T>.Failed(asked.Call.Fail(AwsFailureReason.Malformed, "the answer is not what the operation answers.", httpStatus: (int)response.StatusCode))
                    : AwsOutcome<T>.Success(value, serverTime);
            }

            var failed = await ReadFailureAsync<T>(asked.Call, response, stream, signedAt, cancellationToken).ConfigureAwait(false);
            if (again || failed.Failure?.Reason != AwsFailureReason.ClockSkew || failed.ServerTime is not { } told)
            {
                return failed;
            }

            clock.Learn(told);
        }
    }

    private static async ValueTask<T?> ReadShortAsync<T>(Stream stream, int length, ReadWhole<T> read, CancellationToken cancellationToken)
        where T : class
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            return read(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<T?> ReadLongAsync<T>(Stream stream, AnswerReader<T> answer, CancellationToken cancellationToken)
        where T : class
    {
        using var bounded = new BoundedStream(stream, AnswerLengthMax);
        return await answer.Read(bounded, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Sign(AwsOperation operation, AwsEndpoint endpoint, AwsSession session, byte[] body, string query, DateTimeOffset at)
    {
        var uri = operation.Path == "/" && query.Length == 0
            ? endpoint.BaseAddress
            : new Uri(endpoint.BaseAddress, operation.Path.TrimStart('/') + (query.Length > 0 ? $"?{query}" : ""));
        string amzDate = SigV4.FormatTime(at);
        // In the order in which they are signed.
        var headers = new List<KeyValuePair<string, string>>(5);
        if (!operation.IsGet)
        {
            headers.Add(new("content-type", operation.ContentType));
        }

        headers.Add(new("host", endpoint.Host));
        string payloadHash = SigV4.HashPayload(body);
        if (operation.Service.Protocol == AwsProtocol.RestXml)
        {
            // S3 alone wants to be told.
            headers.Add(new("x-amz-content-sha256", payloadHash));
        }

        headers.Add(new("x-amz-date", amzDate));
        if (session.SessionToken is { } token)
        {
            headers.Add(new("x-amz-security-token", token));
        }

        if (operation.Target is { } target)
        {
            headers.Add(new("x-amz-target", target));
        }

        var method = operation.IsGet ? HttpMethod.Get : HttpMethod.Post;
        var signed = new SignedRequest(method.Method, uri.AbsolutePath, query, headers, payloadHash);
        string authorization = SigV4.Authorize(signed, session, amzDate, endpoint.SigningRegion, operation.Service.Name);

        var request = new HttpRequestMessage(method, uri);
        request.Content = operation.IsGet ? null : new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            // The host is written from the address, in the same form.
            if (name != "host")
            {
                // The target goes with the content as well: four headers cost less than five.
                HttpHeaders where = name is "content-type" or "x-amz-target" ? request.Content!.Headers : request.Headers;
                where.TryAddWithoutValidation(name, value);
            }
        }

        request.Headers.TryAddWithoutValidation("authorization", authorization);
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        return request;
    }

    private static async Task<AwsOutcome<T>> ReadFailureAsync<T>(
        AwsCall call, HttpResponseMessage response, Stream stream, DateTimeOffset signedAt, CancellationToken cancellationToken)
        where T : class
    {
        int status = (int)response.StatusCode;
        var error = AwsErrorBody.Parse(Header(response, "x-amzn-errortype"), await ReadStartAsync(stream, cancellationToken).ConfigureAwait(false));
        string? requestId = Header(response, "x-amzn-requestid");
        // What answers in AWS's place, such as a proxy, has a clock of its own.
        var serverTime = error.Code is null && requestId is null ? null : response.Headers.Date ?? AwsClock.ServerTimeIn(error.Message);
        var reason = AwsErrors.Classify(call.Region, status, error, serverTime - signedAt);
        string message = error.Message is { Length: > 0 } said
            ? said
            : $"HTTP {status} without a message of AWS{(response.Content.Headers.ContentType?.MediaType is { } type ? $" ({type})" : "")}.";
        if (requestId is { Length: > 0 and <= 64 })
        {
            message = $"{message} [request {requestId}]";
        }

        return AwsOutcome<T>.Failed(call.Fail(reason, message, error.Code, status), serverTime);
    }

    // The status says already that the call failed; a body that breaks off takes nothing from that.
    private static async Task<byte[]> ReadStartAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ErrorLengthMax];
        int length = 0;
        try
        {
            while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
        }

        return buffer[..length];
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>What is sent, as often as it takes.</summary>
    private sealed record Asked<T>(
        AwsWire Wire, AwsCall Call, AwsOperation Operation, AwsEndpoint Endpoint, AwsSession Session, byte[] Body, string Query, AnswerReader<T> Answer)
        where T : class;
}
