using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Server.Accounts;

/// <summary>Why an account is looked at more often. A set: each reason ends by itself.</summary>
[Flags]
internal enum Heat
{
    None = 0,

    /// <summary>Root acted within <see cref="PollOptions.HotFor"/>.</summary>
    RootActive = 1,

    /// <summary>Somebody pushed an event of the account.</summary>
    Pushed = 2,

    /// <summary>Root is expected: an emergency window is open.</summary>
    Emergency = 4,

    /// <summary>Root has an access key, and so needs no sign-in in the home region to act anywhere.</summary>
    RootKey = 8,

    /// <summary>The organization may open root sessions in the account.</summary>
    RootSessions = 16,
}

/// <summary>
/// When each stream is read. Root cannot work interactively without signing in, and sign-ins are recorded in the home
/// region: so that one is read often, and the others only once there is a reason.
/// </summary>
internal static class PollSchedule
{
    /// <summary>Between two sweeps of a stream.</summary>
    public static TimeSpan IntervalOf(StreamName stream, string homeRegion, Heat heat, PollOptions options)
    {
        (TimeSpan idle, TimeSpan hot) = (stream.Region == homeRegion, stream.Query) switch
        {
            (true, StreamQuery.Root or StreamQuery.SignIn) => (options.HomeInterval, options.HotInterval),
            (true, _) => (options.AccountInterval, options.HotInterval * PollIntervals.HotElsewhere),
            _ => (options.RegionInterval, options.HotInterval * PollIntervals.HotElsewhere),
        };
        return heat == Heat.None || idle < hot ? idle : hot;
    }

    /// <summary>How important a stream is where calls are short.</summary>
    public static CallPurpose PurposeOf(StreamName stream, string homeRegion) => (stream.Region == homeRegion, stream.Query) switch
    {
        (true, StreamQuery.Root or StreamQuery.SignIn) => CallPurpose.Home,
        (true, _) => CallPurpose.Account,
        _ => CallPurpose.Region,
    };

    /// <summary>
    /// Where in its interval a stream's turn lies, from 0 to below 1: always the same for the same stream, whichever silo
    /// has it, and spread evenly over a fleet, so that no region is asked by all accounts at once.
    /// </summary>
    public static double PhaseOf(string accountId, StreamName stream) => PhaseOf(accountId, stream.Key);

    /// <summary>The same for anything else that an account has read at intervals.</summary>
    public static double PhaseOf(string accountId, string what)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId}|{what}"), hash);
        return BitConverter.ToUInt32(hash) / (uint.MaxValue + 1.0);
    }

    /// <summary>The first of the stream's turns after <paramref name="now"/>: never further away than one interval.</summary>
    public static DateTimeOffset NextTurn(DateTimeOffset now, TimeSpan interval, double phase)
    {
        long since = (now.UtcTicks - (long)(interval.Ticks * phase)) % interval.Ticks;
        return now.AddTicks(interval.Ticks - (since < 0 ? since + interval.Ticks : since));
    }
}
