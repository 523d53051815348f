using System.Globalization;
using System.Text.RegularExpressions;

namespace RootWatch.Aws.Wire;

/// <summary>The time that signatures carry: ours, plus what AWS has taught us about how wrong ours is.</summary>
internal sealed partial class AwsClock(TimeProvider timeProvider)
{
    // One for the process: it is our clock that is wrong, AWS's servers agree with one another.
    private long _offsetTicks;

    public DateTimeOffset Now => timeProvider.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));

    /// <summary>The same, if AWS has taught it; null: it is ours alone.</summary>
    public DateTimeOffset? Taught => Volatile.Read(ref _offsetTicks) == 0 ? null : Now;

    /// <summary>Signs by the server's clock from here on.</summary>
    public void Learn(DateTimeOffset serverTime) =>
        Volatile.Write(ref _offsetTicks, (serverTime - timeProvider.GetUtcNow()).Ticks);

    /// <summary>The server's clock as a skew message states it: "... is now earlier than 20261125T092000Z (20261125T092500Z - 5 min.)".</summary>
    public static DateTimeOffset? ServerTimeIn(string? message) =>
        message is not null && BracketedTime().Match(message) is { Success: true } match
        && DateTimeOffset.TryParseExact(match.Groups[1].ValueSpan, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    [GeneratedRegex(@"\((\d{8}T\d{6}Z) [+-] \d+ min", RegexOptions.CultureInvariant)]
    private static partial Regex BracketedTime();
}
