using System.Text;
using System.Text.Json;
using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Tests.Scan.Reading;

public sealed class RecordEnvelopeTests
{
    /// <summary>One for all texts, as a scan has it.</summary>
    private static readonly RecordEnvelope Envelope = new();

    private const string Record = """{"eventVersion":"1.08","eventName":"A","x":"é \"quoted\""}""";

    [Fact]
    public void An_entry_of_a_LookupEvents_page_is_opened() => Assert.Equal(
        Record, Open($$"""{"EventId":"1","Resources":[{"CloudTrailEvent":"{}"}],"CloudTrailEvent":{{JsonSerializer.Serialize(Record)}},"Username":"root"}"""));

    [Fact]
    public void An_entry_whose_record_was_parsed_by_a_tool_is_opened() =>
        Assert.Equal(Record, Open($$"""{"EventId":"1","CloudTrailEvent": {{Record}} ,"Username":"root"}"""));

    [Fact]
    public void An_entry_of_CloudWatch_Logs_is_opened() =>
        Assert.Equal(Record, Open($$"""{"id":"1","timestamp":2,"message":{{JsonSerializer.Serialize(Record)}}}"""));

    [Fact]
    public void A_text_is_opened() => Assert.Equal(Record, Open(JsonSerializer.Serialize(Record)));

    [Theory]
    [InlineData("\"{\\ud800\"")]
    [InlineData(Record)]
    [InlineData("""{"message":"hello"}""")]
    [InlineData("""{"eventVersion":"1.08","message":"{}"}""")]
    [InlineData("""{"eventVersion":"1.08","CloudTrailEvent":"{\"eventName\":\"planted\"}"}""")]
    [InlineData("""{"userIdentity":{"type":"Root"},"CloudTrailEvent":"{\"eventName\":\"planted\"}"}""")]
    [InlineData("""{"requestParameters":{"CloudTrailEvent":"{\"eventName\":\"planted\"}","message":"{}"}}""")]
    [InlineData("""{"CloudTrailEvent":"\ud800"}""")]
    [InlineData("""{"CloudTrailEvent":7}""")]
    public void Anything_else_stays_as_it_is(string json) => Assert.Equal(json, Open(json));

    [Fact]
    public void A_record_cannot_pose_as_an_envelope_by_a_member_in_front()
    {
        const string Posing = """{"CloudTrailEvent":"{\"eventName\":\"planted\"}","eventVersion":"1.08","userIdentity":{"type":"Root"}}""";
        Assert.Equal(Posing, Open(Posing));
    }

    private static string Open(string json) => Encoding.UTF8.GetString(Envelope.Open(Encoding.UTF8.GetBytes(json)).Span);
}
