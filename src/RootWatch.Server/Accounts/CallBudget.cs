namespace RootWatch.Server.Accounts;

/// <summary>What a call is for, the least important first: so are they left out when calls are short.</summary>
internal enum CallPurpose
{
    /// <summary>To see whether the history shows our own calls.</summary>
    Canary = 0,

    /// <summary>To look at a hot account more often than at an idle one.</summary>
    Haste = 1,
    Deep = 2,
    Far = 3,
    Backfill = 4,
    Region = 5,
    Account = 6,
    Home = 7,
}

/// <summary>How many calls an account had left, and when.</summary>
internal sealed record CallsLeft(double Calls, DateTimeOffset At);

/// <summary>
/// The calls to AWS that one account may still be asked. They come back evenly over the day, up to an hour's worth, so that
/// an account that is short of them is read seldom and not first often and then no more. The less important a call, the
/// more must be left for it.
/// </summary>
internal sealed class CallBudget(TimeProvider time, CallsLeft? left)
{
    /// <summary>A full hour's worth at once, what may be overdrawn, and the rest evenly: together never more than the limit in any 24 hours.</summary>
    private const double HoursToFill = 24;

    /// <summary>As many pages a sweep may read that it could not afford and cannot do without; they are saved up for afterwards.</summary>
    private const double OverdrawnMax = 20;

    /// <summary>Fewer are not worth the name of a watch.</summary>
    public const int PerDayMin = 240;

    private readonly Lock _lock = new();
    private int? _perDay;
    private double _calls;
    private long _filledAt;

    /// <summary>Calls in any 24 hours; null: no limit.</summary>
    public int? PerDay
    {
        get => _perDay;
        set
        {
            lock (_lock)
            {
                if (_perDay is null && value is { } limit)
                {
                    TimeSpan since = left is null ? TimeSpan.Zero : time.GetUtcNow() - left.At;
                    _calls = left is null ? Hour(limit) : left.Calls + Refilled(limit, since);
                    _filledAt = time.GetTimestamp();
                }

                _perDay = value;
            }
        }
    }

    /// <summary>To be stored, since a restart gives nobody new calls.</summary>
    public CallsLeft? Left => _perDay is null ? null : new CallsLeft(Level(), time.GetUtcNow());

    public void Spend()
    {
        if (_perDay is not null)
        {
            lock (_lock)
            {
                _calls = Level() - 1;
            }
        }
    }

    public bool Allows(CallPurpose purpose) => _perDay is not { } limit || Level() >= Needed(purpose, limit);

    /// <summary>
    /// True if a sweep may read another page without which all that it has read would be in vain, whatever is left: it would
    /// begin anew as soon as there are calls, and end in the same way, for ever.
    /// </summary>
    public bool AllowsToGoOn => _perDay is not { } limit || Level() >= 1 - Overdraft(limit);

    /// <summary>How long until there are enough for it, if nobody else takes them.</summary>
    public TimeSpan Until(CallPurpose purpose) =>
        _perDay is not { } limit ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(1, (Needed(purpose, limit) - Level()) / PerSecond(limit)));

    private double Level()
    {
        lock (_lock)
        {
            if (_perDay is { } limit)
            {
                long now = time.GetTimestamp();
                _calls = Math.Min(Hour(limit), _calls + Refilled(limit, time.GetElapsedTime(_filledAt, now)));
                _filledAt = now;
            }

            return _calls;
        }
    }

    private static double Needed(CallPurpose purpose, int limit) => Math.Max(1, Hour(limit) * (CallPurpose.Home - purpose) / 10);

    private static double Hour(int limit) => limit / HoursToFill;

    private static double Overdraft(int limit) => Math.Min(OverdrawnMax, Hour(limit));

    private static double PerSecond(int limit) => (limit - Hour(limit) - Overdraft(limit)) / 86_400;

    private static double Refilled(int limit, TimeSpan since) => Math.Max(0, since.TotalSeconds) * PerSecond(limit);
}
