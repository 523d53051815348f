using System.Text.Json;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.CloudTrail;

/// <summary>Reads a page of events.</summary>
internal static class LookupEventsAnswer
{
    public static readonly AnswerReader<LookupEventsResponse> Reader =
        new(async (stream, token) => Whole(await JsonSerializer.DeserializeAsync(stream, CloudTrailJson.Default.LookupEventsResponse, token).ConfigureAwait(false))) { Short = ReadShort };

    private static readonly LookupEventsResponse Empty = new([], null);

    /// <summary>What nearly every call is answered with, to the letter; if AWS should ever write it otherwise, it is read like any other page.</summary>
    private static ReadOnlySpan<byte> EmptyPage => """{"Events":[]}"""u8;

    private static LookupEventsResponse? ReadShort(ReadOnlySpan<byte> body) =>
        body.SequenceEqual(EmptyPage) ? Empty : Whole(JsonSerializer.Deserialize(body, CloudTrailJson.Default.LookupEventsResponse));

    private static LookupEventsResponse? Whole(LookupEventsResponse? page) =>
        // An object that holds something else instead of the list is no proof that nothing happened.
        page is null or { Events: null, Others.Count: > 0 } ? null : new LookupEventsResponse(CloudTrailClient.WithoutNulls(page.Events), string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken);
}
