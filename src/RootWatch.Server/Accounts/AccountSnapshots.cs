namespace RootWatch.Server.Accounts;

/// <summary>What an account's document says to those who ask.</summary>
internal static class AccountSnapshots
{
    /// <param name="isBlind">Of a stream: nobody sees what happens there.</param>
    public static AccountSnapshot Of(
        AccountRegistration account, AccountDocument document, IReadOnlySet<string> watched, StreamTrouble? trouble, IReadOnlyList<AccountScope> unknown, Func<StreamState, bool> isBlind, DateTimeOffset now)
    {
        List<StreamSnapshot> streams = [.. document.Streams.Select(pair => Of(pair.Value, watched.Contains(pair.Key), document.WatchedSince, isBlind))];
        streams.AddRange(unknown.Where(scope => scope.Trouble is not null).Select(scope => Of(scope, document.WatchedSince)));

        List<StreamState> counted = [.. document.Streams.Where(pair => watched.Contains(pair.Key)).Select(pair => pair.Value)];
        (WatchStatus status, string reason) = StatusOf(document, watched, trouble, unknown, isBlind);
        return new AccountSnapshot
        {
            TenantId = account.TenantId,
            AccountId = account.AccountId,
            Name = account.Name,
            Status = status,
            Reason = reason,
            Watermark = counted.Count > 0 && counted.All(stream => stream.Watermark is not null) ? counted.Min(stream => stream.Watermark) : null,
            Regions = [.. counted.Select(stream => stream.Region).Distinct()],
            EventsRead = document.EventsRead,
            AlertsRaised = document.AlertsRaised,
            Streams = streams,
            AsOf = now,
            WatchedSince = document.WatchedSince,
        };
    }

    /// <summary>As it was left: each stream is read up to its watermark, and what happens since is a gap that being watched again would close.</summary>
    public static AccountSnapshot OfPaused(AccountRegistration account, AccountDocument document, string reason, DateTimeOffset now)
    {
        string home = account.HomeRegion();
        HashSet<string> left = [.. StreamQueries.Of(home, account.Regions ?? document.EnabledRegions ?? [], AccountAliases.ToRead(document, home)).Select(name => name.Key)];
        StreamTrouble paused = new(WatchStatus.Paused, reason, now, 0);
        AccountDocument halted = document with
        {
            Streams = document.Streams.SetItems(document.Streams.Where(pair => left.Contains(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { Trouble = paused }))),
        };
        return Of(account, halted, left, trouble: null, unknown: [], isBlind: static _ => false, now) with { Status = WatchStatus.Paused, Reason = reason };
    }

    /// <summary>How the account is seen: as badly as the worst of its streams.</summary>
    public static (WatchStatus Status, string Reason) StatusOf(
        AccountDocument document, IReadOnlySet<string> watched, StreamTrouble? trouble, IReadOnlyList<AccountScope> unknown, Func<StreamState, bool> isBlind)
    {
        (WatchStatus Status, string Reason)? worst = null;
        foreach ((string key, StreamState stream) in document.Streams)
        {
            if (watched.Contains(key))
            {
                worst = Worse(worst, StatusOf(stream, isBlind));
            }
        }

        worst = trouble is null ? worst : Worse(worst, (trouble.Status, trouble.Told()));
        foreach (AccountScope scope in unknown)
        {
            worst = scope.Trouble is null ? worst : Worse(worst, (scope.Status, scope.Told));
        }

        return worst ?? (WatchStatus.Starting, "");
    }

    private static (WatchStatus Status, string Reason) Worse((WatchStatus Status, string Reason)? one, (WatchStatus Status, string Reason) other) =>
        one is { } known && Badness(known.Status) >= Badness(other.Status) ? known : other;

    private static StreamSnapshot Of(StreamState stream, bool watched, DateTimeOffset? watchedSince, Func<StreamState, bool> isBlind)
    {
        (WatchStatus status, string reason) = watched ? StatusOf(stream, isBlind) : (WatchStatus.Ok, stream.Query == StreamQuery.Alias ? "retired: the account has this alias no more" : "parked: the region is not enabled or not in the account's list");
        return new StreamSnapshot
        {
            Region = stream.Region,
            Query = stream.Name().Asked,
            Status = status,
            Reason = reason,
            Watermark = stream.Watermark,
            LastSuccess = stream.LastSuccess,
            Gaps = [.. GapsOf(stream, watched, watchedSince).OrderBy(gap => gap.Start)],
        };
    }

    /// <summary>In the place of the streams that cannot be asked for.</summary>
    private static StreamSnapshot Of(AccountScope scope, DateTimeOffset? watchedSince) => new()
    {
        Region = scope.Region,
        Query = scope.Asked,
        Status = scope.Status,
        Reason = scope.Told,
        Gaps = [new GapSnapshot(scope.KnownAt ?? watchedSince ?? scope.Trouble!.Since, null, scope.Told, Recoverable: true)],
    };

    /// <summary>What of a stream is not read yet, or never will be.</summary>
    public static IEnumerable<GapSnapshot> GapsOf(StreamState stream, bool watched, DateTimeOffset? watchedSince)
    {
        foreach (LostStretch lost in stream.Lost)
        {
            yield return new GapSnapshot(lost.Start, lost.End, lost.Reason, Recoverable: false);
        }

        // What is only looked at again was read once: no gap.
        foreach (Hole hole in stream.Holes.Where(hole => hole.Kind != HoleKind.Resweep))
        {
            yield return new GapSnapshot(
                hole.Start, hole.End, hole.Kind == HoleKind.Backfill ? "history from before the account was watched, still being read" : "backlog, still being read", Recoverable: true);
        }

        if ((watched ? stream.Trouble?.Told() : stream.Query == StreamQuery.Alias ? null : "parked") is { } reason && (stream.Watermark ?? watchedSince) is { } start)
        {
            yield return new GapSnapshot(start, null, reason, Recoverable: true);
        }
    }

    private static (WatchStatus, string) StatusOf(StreamState stream, Func<StreamState, bool> isBlind) => stream switch
    {
        { Trouble: { } trouble } => (isBlind(stream) ? WatchStatus.Blind : trouble.Status, $"{stream.Region} {stream.Name().Asked}: {trouble.Told()}"),
        { LastSuccess: null } => (WatchStatus.Starting, ""),
        { Holes: { IsEmpty: false } holes } when holes.Exists(hole => hole.Kind != HoleKind.Resweep) => (WatchStatus.CatchingUp, "an old backlog is still being read; what is new is seen"),
        _ => (WatchStatus.Ok, ""),
    };

    private static int Badness(WatchStatus status) => status switch
    {
        WatchStatus.Blind => 4,
        WatchStatus.Degraded => 3,
        WatchStatus.Starting => 2,
        WatchStatus.CatchingUp => 1,
        _ => 0,
    };
}
