using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RootWatch.AwsSimulator.Playback;

/// <summary>Moves a record into another account, region and time, wherever it speaks of them: fields, ARNs, bucket names, nested texts.</summary>
internal static partial class Readdressing
{
    /// <summary>A console session lasts twelve hours at most; a longer distance is a documentation example's.</summary>
    private static readonly TimeSpan SessionMax = TimeSpan.FromHours(12);

    private static readonly TimeSpan SessionUsual = TimeSpan.FromMinutes(4);

    public static JsonObject Move(JsonObject record, string account, string region, DateTimeOffset eventTime)
    {
        var text = record.ToJsonString(RecordFactory.Json);
        foreach (var own in OwnAccounts(record))
        {
            text = ReplaceAccount(text, own, account);
        }

        if (RecordFactory.Text(record, "awsRegion") is { } from && from != region && RegionName().IsMatch(from))
        {
            // An availability zone is the region and a letter, so a letter may follow.
            text = Regex.Replace(text, $"(?<![0-9A-Za-z]){Regex.Escape(from)}(?![0-9-])", region);
        }

        var moved = (JsonObject)JsonNode.Parse(text)!;
        moved["awsRegion"] = region;
        if (moved.ContainsKey("recipientAccountId"))
        {
            moved["recipientAccountId"] = account;
        }

        if (moved["userIdentity"] is JsonObject identity)
        {
            if (RecordFactory.Text(identity, "type") == "Root" && identity.ContainsKey("accountId"))
            {
                identity["accountId"] = account;
            }

            MoveSession(record, identity, eventTime);
        }

        return moved;
    }

    /// <summary>The ids that mean "the account in which this happened". A foreign caller's account stays foreign.</summary>
    private static IEnumerable<string> OwnAccounts(JsonObject record)
    {
        var identity = record["userIdentity"] as JsonObject;
        var (recipient, caller) = (RecordFactory.Text(record, "recipientAccountId"), RecordFactory.Text(identity, "accountId"));
        var callerIsOwn = recipient is null || RecordFactory.Text(identity, "type") == "Root";
        return new[] { recipient, callerIsOwn ? caller : null }.OfType<string>().Where(id => AccountLike().IsMatch(id)).Distinct();
    }

    private static string ReplaceAccount(string text, string from, string to) => from.Length == 12
        ? Regex.Replace(text, $"(?<![0-9]){from}(?![0-9])", to)
        : Regex.Replace(text, $"(?<![0-9A-Za-z-]){from}(?![0-9A-Za-z-])", to);

    private static void MoveSession(JsonObject original, JsonObject identity, DateTimeOffset eventTime)
    {
        if (identity["sessionContext"] is not JsonObject { } context || context["attributes"] is not JsonObject attributes
            || !attributes.ContainsKey("creationDate"))
        {
            return;
        }

        var age = TryTime(RecordFactory.Text(original, "eventTime")) - TryTime(RecordFactory.Text(attributes, "creationDate"));
        var began = eventTime - (age is { } known && known >= TimeSpan.Zero && known <= SessionMax ? known : SessionUsual);
        attributes["creationDate"] = began.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset? TryTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    [GeneratedRegex("^[0-9]{8,12}$")]
    private static partial Regex AccountLike();

    [GeneratedRegex("^[a-z]+(-[a-z]+)+-[0-9]r?$")]
    private static partial Regex RegionName();
}
