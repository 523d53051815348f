namespace RootWatch.AwsSimulator.Faults;

/// <summary>The faults in force. Which calls they hit follows from the seed and from how many calls matched before.</summary>
internal sealed class FaultBoard(Seed seed)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private long _lastId;

    /// <summary>How far the simulated AWS's clock is ahead.</summary>
    public TimeSpan Skew
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromSeconds(_entries.Where(entry => entry.Fault.Kind == FaultKind.Skew).Sum(entry => entry.Fault.Seconds));
            }
        }
    }

    public IReadOnlyList<ActiveFault> Active
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(entry => new ActiveFault(entry.Id, entry.Fault, entry.Hits, entry.SetAt))];
            }
        }
    }

    public long Set(Fault fault, DateTimeOffset now)
    {
        lock (_gate)
        {
            _entries.Add(new Entry(++_lastId, fault, now));
            return _lastId;
        }
    }

    public bool Remove(long id)
    {
        lock (_gate)
        {
            return _entries.RemoveAll(entry => entry.Id == id) > 0;
        }
    }

    public int Clear()
    {
        lock (_gate)
        {
            var count = _entries.Count;
            _entries.Clear();
            return count;
        }
    }

    /// <summary>The faults of one kind that hit this call; each hit is counted and may be a fault's last.</summary>
    public IReadOnlyList<ActiveFault> Hit(FaultKind kind, string account, string region, string action)
    {
        lock (_gate)
        {
            List<ActiveFault>? hits = null;
            foreach (var entry in _entries.Where(entry => entry.Fault.Kind == kind && entry.Matches(account, region, action)))
            {
                entry.Matched++;
                if (entry.Fault.Probability >= 1 || seed.Fraction("fault", entry.Id, entry.Matched) < entry.Fault.Probability)
                {
                    entry.Hits++;
                    (hits ??= []).Add(new ActiveFault(entry.Id, entry.Fault, entry.Hits, entry.SetAt));
                }
            }

            if (hits is not null)
            {
                _entries.RemoveAll(entry => entry.Hits >= entry.Fault.Count);
            }

            return hits ?? (IReadOnlyList<ActiveFault>)[];
        }
    }

    /// <summary>True if the region is off for the account; counts no hit.</summary>
    public bool IsRegionOff(string account, string region)
    {
        lock (_gate)
        {
            return _entries.Any(entry => entry.Fault.Kind == FaultKind.RegionOff && entry.Matches(account, region, entry.Fault.Action));
        }
    }

    private sealed class Entry(long id, Fault fault, DateTimeOffset setAt)
    {
        public long Id => id;

        public Fault Fault => fault;

        public DateTimeOffset SetAt => setAt;

        public long Matched { get; set; }

        public long Hits { get; set; }

        public bool Matches(string account, string region, string? action) =>
            (fault.Account is null || fault.Account == account)
            && (fault.Region is null || fault.Region == region)
            && (fault.Action is null || fault.Action == action);
    }
}
