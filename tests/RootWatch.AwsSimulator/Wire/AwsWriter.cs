using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>An answer in bytes, as the protocol wants it.</summary>
internal sealed record AwsBytes(int Status, string ContentType, ReadOnlyMemory<byte> Body, string? ErrorType = null)
{
    /// <summary>The code as the service called it when it still spoke the query protocol.</summary>
    public string? QueryError { get; init; }
}

internal static class AwsWriter
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static AwsBytes Write(AwsProtocol protocol, AwsService? service, string operation, AwsAnswer answer, string requestId) =>
        answer.Error is { } error ? WriteError(protocol, service, error, requestId)
        : protocol == AwsProtocol.RestXml ? new AwsBytes(200, "application/xml", Xml(answer.Xml!))
        : protocol == AwsProtocol.Query ? WriteXml(service!, operation, answer.Xml!, requestId)
        : new AwsBytes(200, ContentType(protocol), WriteJson(answer.Json!));

    public static AwsBytes WriteError(AwsProtocol protocol, AwsService? service, AwsError error, string requestId) => protocol switch
    {
        AwsProtocol.Query => new AwsBytes(error.Status, "text/xml", Xml(xml =>
        {
            xml.WriteStartElement("ErrorResponse", service?.XmlNamespace ?? "");
            xml.WriteStartElement("Error");
            xml.WriteElementString("Type", error.Status >= 500 ? "Receiver" : "Sender");
            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", error.Message);
            xml.WriteEndElement();
            xml.WriteElementString("RequestId", requestId);
            xml.WriteEndElement();
        })),
        AwsProtocol.RestXml => new AwsBytes(error.Status, "application/xml", Xml(xml =>
        {
            xml.WriteStartElement("Error");
            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", error.Message);
            xml.WriteElementString("RequestId", requestId);
            xml.WriteEndElement();
        })),
        AwsProtocol.RestJson => new AwsBytes(error.Status, ContentType(protocol), WriteJson(json => json.WriteString("message", error.Message)), error.Code),
        _ => new AwsBytes(error.Status, ContentType(protocol), WriteJson(json =>
        {
            json.WriteString("__type", protocol == AwsProtocol.Json10 ? $"com.amazonaws.sqs#{error.Code}" : error.Code);

            // Errors of the service's own model say Message, those of the layer before it say message. Clients must read both.
            if (error.Message.Length > 0)
            {
                json.WriteString(error.Modelled && protocol == AwsProtocol.Json11 ? "Message" : "message", error.Message);
            }
        }))
        {
            QueryError = protocol == AwsProtocol.Json10 ? $"{QueryCode(error.Code)};{(error.Status >= 500 ? "Receiver" : "Sender")}" : null,
        },
    };

    private static string QueryCode(string code) => code == "QueueDoesNotExist" ? "AWS.SimpleQueueService.NonExistentQueue" : code;

    public static string ContentType(AwsProtocol protocol) => protocol switch
    {
        AwsProtocol.RestJson => "application/json",
        AwsProtocol.Json10 => "application/x-amz-json-1.0",
        _ => "application/x-amz-json-1.1",
    };

    private static AwsBytes WriteXml(AwsService service, string operation, Action<XmlWriter> elements, string requestId) =>
        new(200, "text/xml", Xml(xml =>
        {
            xml.WriteStartElement(operation + "Response", service.XmlNamespace);
            xml.WriteStartElement(operation + "Result");
            elements(xml);
            xml.WriteEndElement();
            xml.WriteStartElement("ResponseMetadata");
            xml.WriteElementString("RequestId", requestId);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }));

    private static ReadOnlyMemory<byte> WriteJson(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Xml(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, Indent = true, CheckCharacters = false }))
        {
            write(xml);
        }

        return stream.ToArray();
    }
}
