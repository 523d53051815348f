namespace RootWatch.Server.Accounts;

/// <summary>Which streams of an account are to be read, and how often; of this activation only.</summary>
internal sealed class StreamPlan(PollOptions options, TimeProvider time)
{
    private readonly Dictionary<string, StreamRun> _runs = new(StringComparer.Ordinal);
    private StreamRun[] _current = [];
    private HashSet<string> _watched = new(StringComparer.Ordinal);
    private (AccountRegistration Account, IReadOnlyList<string>? Regions, string? Alias)? _planned;
    private (StreamRun[]? Runs, Heat Heat) _paced;

    /// <summary>Also those that are no longer to be read: a reading of theirs may be under way.</summary>
    public Dictionary<string, StreamRun>.ValueCollection All => _runs.Values;

    /// <summary>The streams to read at present, the home region's first.</summary>
    public ReadOnlySpan<StreamRun> Current => _current;

    /// <summary>Keys of the streams to read at present.</summary>
    public IReadOnlySet<string> Watched => _watched;

    public StreamRun Of(string key) => _runs[key];

    /// <summary>The streams to read by what is known of the account now, each at the pace that <paramref name="heat"/> asks for.</summary>
    public StreamRun[] Follow(AccountRegistration account, AccountDocument document, string home, Heat heat)
    {
        Choose(account, document, home);
        if (!ReferenceEquals(_paced.Runs, _current) || _paced.Heat != heat)
        {
            _paced = (_current, heat);
            foreach (StreamRun run in _current)
            {
                Pace(run, PollSchedule.IntervalOf(run.Name, home, heat, options));
            }
        }

        return _current;
    }

    /// <summary>They change with the account's regions and aliases only, which is seldom.</summary>
    private void Choose(AccountRegistration account, AccountDocument document, string home)
    {
        IReadOnlyList<string>? regions = account.Regions ?? document.EnabledRegions;
        if (_planned is { } planned && ReferenceEquals(planned.Account, account) && ReferenceEquals(planned.Regions, regions) && planned.Alias == document.Alias
            // What is still to be read under a former alias is a matter of time.
            && document.FormerAliases.IsEmpty)
        {
            return;
        }

        _current = RunsOf(account, StreamQueries.Of(home, regions ?? [], AccountAliases.ToRead(document, home)), home);
        _watched = [.. _current.Select(run => run.Key)];
        _planned = document.FormerAliases.IsEmpty ? (account, regions, document.Alias) : null;
    }

    // On its own: what a lambda holds is allocated where its method begins, and the plan is asked for in each turn.
    private StreamRun[] RunsOf(AccountRegistration account, IEnumerable<StreamName> names, string home) => [.. names.Select(name => RunOf(account, name, home))];

    private StreamRun RunOf(AccountRegistration account, StreamName name, string home)
    {
        string key = name.Key;
        if (!_runs.TryGetValue(key, out StreamRun? run))
        {
            _runs[key] = run = new StreamRun { Name = name, Key = key, Phase = PollSchedule.PhaseOf(account.AccountId, name), Purpose = PollSchedule.PurposeOf(name, home) };
        }

        return run;
    }

    private void Pace(StreamRun run, TimeSpan interval)
    {
        if (run.Interval == interval)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        if (run.Interval == TimeSpan.Zero)
        {
            run.LiveDue = now + Shorter(interval, options.StartSpread) * run.Phase;
        }

        // An account that has just turned hot does not wait out its cold interval.
        DateTimeOffset next = PollSchedule.NextTurn(now, interval, run.Phase);
        run.LiveDue = next < run.LiveDue ? next : run.LiveDue;
        run.Interval = interval;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
