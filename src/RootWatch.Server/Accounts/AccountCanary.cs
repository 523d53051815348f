using System.Collections.Immutable;
using System.Text.Json;
using RootWatch.Aws.CloudTrail;
using RootWatch.Detection;

namespace RootWatch.Server.Accounts;

/// <summary>An AssumeRole of ours that was answered.</summary>
/// <param name="AccessKeyId">Of the session that it gave, by which its event is known. It names a key and opens nothing.</param>
/// <param name="At">By AWS's clock, in whole seconds.</param>
internal sealed record OwnCall(string AccessKeyId, DateTimeOffset At);

/// <summary>What the history was asked and showed: which sessions AWS recorded that our role was assumed for.</summary>
/// <param name="IsWhole">It speaks of all our calls, and not of the first alone.</param>
internal sealed record CanaryAnswer(string RoleArn, string Region, IReadOnlySet<string> AccessKeyIds, bool IsWhole);

/// <summary>
/// Our own AssumeRole calls, which AWS records in the account's history where root's sign-ins would stand, too: if they do
/// not show up, an empty answer says nothing. Pure.
/// </summary>
/// <param name="RoleArn">The role that was assumed.</param>
/// <param name="Region">The region whose STS was asked, which is the one whose history has the call.</param>
internal sealed record AccountCanary(string RoleArn, string Region)
{
    private const int UnseenMax = 16;

    /// <summary>Those after the last one that the history showed, in order of time. If there are many, some in the middle are left out.</summary>
    public ImmutableList<OwnCall> Unseen { get; init; } = [];

    /// <summary>The last one that it showed; null if it never showed any.</summary>
    public OwnCall? Seen { get; init; }

    /// <summary>The document once the call is noted in it; the same if it is known.</summary>
    public static AccountDocument Note(AccountDocument document, AssumedRole assumed, string region, DateTimeOffset at)
    {
        AccountCanary? canary = document.Canary is { } known && known.RoleArn == assumed.RoleArn && known.Region == region ? known : null;
        return canary is not null && canary.Knows(assumed.AccessKeyId)
            ? document
            : document with { Canary = (canary ?? new AccountCanary(assumed.RoleArn, region)).With(new OwnCall(assumed.AccessKeyId, CloudTrailTail.Floor(at))) };
    }

    /// <summary>The document after an answer, and what Detection is told of it; null if nothing is known of the first call that is still unseen.</summary>
    public static (AccountDocument Document, CanaryWatch? Watch) Hear(AccountDocument document, CanaryAnswer answer)
    {
        if (document.Canary is not { } canary || canary.RoleArn != answer.RoleArn || canary.Region != answer.Region)
        {
            return (document, null);
        }

        // CloudTrail need not keep to the order of time: what a later call's event leaves behind will come or not, and the history goes on.
        int seen = canary.Unseen.FindLastIndex(call => answer.AccessKeyIds.Contains(call.AccessKeyId));
        canary = seen < 0 ? canary : canary with { Unseen = canary.Unseen.RemoveRange(0, seen + 1), Seen = canary.Unseen[seen] };
        document = document with { Canary = canary };
        return (document, seen >= 0 && !answer.IsWhole ? null : new CanaryWatch(canary.Unseen.IsEmpty ? null : canary.Unseen[0].At) { WasSeen = canary.Seen is not null });
    }

    /// <summary>The key of the session that the role was assumed for; null if the event tells of none.</summary>
    public static string? KeyGivenBy(Event e)
    {
        if (e.EventName != "AssumeRole" || e.CloudTrailEvent is not { } record)
        {
            return null;
        }

        try
        {
            using JsonDocument parsed = JsonDocument.Parse(record);
            return Member(Member(Member(parsed.RootElement, "responseElements"), "credentials"), "accessKeyId") is { ValueKind: JsonValueKind.String } key ? key.GetString() : null;
        }
        catch (Exception trouble) when (trouble is JsonException or InvalidOperationException)
        {
            // Not well-formed, or not in Unicode.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out JsonElement member) ? member : null;

    private bool Knows(string accessKeyId) => Seen?.AccessKeyId == accessKeyId || Unseen.Exists(call => call.AccessKeyId == accessKeyId);

    /// <summary>The first one says since when, and the last one is the first to show that the history goes on.</summary>
    private AccountCanary With(OwnCall call)
    {
        // What has left the history is not waited for.
        ImmutableList<OwnCall> unseen = Unseen.RemoveAll(one => one.At < call.At - CloudTrailTail.History).Add(call);
        return this with { Unseen = unseen.Count > UnseenMax ? unseen.RemoveAt(1) : unseen };
    }
}
