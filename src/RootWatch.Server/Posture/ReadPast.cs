using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>How far an account's past was read, as its document tells it.</summary>
internal static class ReadPast
{
    private const string NotYet = "the account was not read yet";

    /// <summary>A failure that is over by then was none: as long as the check that somebody is told has patience with the watch.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <param name="watched">Keys of the streams that are to be read; the others are parked.</param>
    /// <param name="unknown">What to read that is not known.</param>
    public static PastRead Of(
        AccountRegistration account, AccountDocument document, IReadOnlySet<string> watched, IReadOnlyList<AccountScope> unknown, DateTimeOffset now)
    {
        string home = account.HomeRegion();
        StreamState[] streams = [.. document.Streams.Where(stream => watched.Contains(stream.Key)).Select(stream => stream.Value)];
        List<UnreadStretch> unread = [.. streams.SelectMany(stream => Of(stream, document, isHome: stream.Region == home, now))];
        if (streams.Length == 0)
        {
            unread.Add(new UnreadStretch(DateTimeOffset.MinValue, null, HasSignIns: true, NotYet));
        }

        unread.AddRange(unknown.Select(scope => new UnreadStretch(scope.KnownAt ?? DateTimeOffset.MinValue, null, HasSignIns: false, scope.Trouble is null ? NotYet : scope.Told)));
        return new PastRead(streams.Max(stream => stream.ReadFrom) ?? DateTimeOffset.MinValue, unread);
    }

    private static IEnumerable<UnreadStretch> Of(StreamState stream, AccountDocument document, bool isHome, DateTimeOffset now) => stream.Watermark is null
        ? [new UnreadStretch(DateTimeOffset.MinValue, null, isHome, stream.Trouble?.Told() ?? NotYet)]
        : AccountSnapshots.GapsOf(stream, watched: true, document.WatchedSince)
            .Where(gap => gap.End is not null || now - gap.Start > Patience)
            .Select(gap => new UnreadStretch(gap.Start, gap.End, isHome, gap.Reason));
}
