using System.Text.Json;

namespace RootWatch.Cli.Terminal;

internal static class JsonReasons
{
    /// <summary>The member <c>reasons</c>: the terms of a score, as scripts get them of findings and alerts alike.</summary>
    public static void WriteReasons(this Utf8JsonWriter json, IEnumerable<(string Term, int Points, string Text)> reasons)
    {
        json.WriteStartArray("reasons");
        foreach (var (term, points, text) in reasons)
        {
            json.WriteStartObject();
            json.WriteString("term", term);
            json.WriteNumber("points", points);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
