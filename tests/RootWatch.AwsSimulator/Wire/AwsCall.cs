using System.Text.Json;
using RootWatch.AwsSimulator.Sts;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>What the client sent, decoded by the service's protocol: a form for query services, a JSON object for the others.</summary>
internal sealed class AwsInput
{
    public static readonly AwsInput Empty = new();

    public IReadOnlyDictionary<string, string> Form { get; init; } = new Dictionary<string, string>();

    public JsonElement Json { get; init; }

    public string? FormValue(string name) => Form.TryGetValue(name, out var value) ? value : null;
}

/// <summary>One authenticated call on its way to its operation.</summary>
/// <param name="HistoryAsOf">What has become visible since then is not shown.</param>
internal sealed record AwsCall(
    Simulator Simulator,
    AwsOperation Operation,
    string Region,
    Credential Caller,
    AwsInput Input,
    DateTimeOffset Now,
    string RequestId,
    string SourceAddress,
    string UserAgent,
    bool EmptyPages,
    DateTimeOffset HistoryAsOf);

/// <summary>An operation's answer: a body in the service's protocol, or an error.</summary>
internal sealed class AwsAnswer
{
    private AwsAnswer() { }

    public AwsError? Error { get; private init; }

    public Action<Utf8JsonWriter>? Json { get; private init; }

    public Action<System.Xml.XmlWriter>? Xml { get; private init; }

    /// <summary>Members of the answer's one JSON object.</summary>
    public static AwsAnswer OfJson(Action<Utf8JsonWriter> members) => new() { Json = members };

    /// <summary>Elements inside the query protocol's Result element.</summary>
    public static AwsAnswer OfXml(Action<System.Xml.XmlWriter> elements) => new() { Xml = elements };

    public static implicit operator AwsAnswer(AwsError error) => new() { Error = error };
}
