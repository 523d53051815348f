using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>How a process ends whose silo cannot go on.</summary>
public sealed class FatalEndTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<FatalEnd> _log = new();
    private readonly List<int> _exits = [];

    [Fact]
    public void A_silo_that_the_others_hold_for_dead_says_so_in_one_line_and_ends_once_it_is_written()
    {
        End().OnFatalException(this, "I have been told I am dead, so this silo will stop! Reason: a table of all silos", null);
        Assert.Empty(_exits);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([StartTrouble.ExitFailed], _exits);
        Assert.Contains("the other silos hold this one for dead", _log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("table of all silos", _log.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_ends_a_silo_is_told_with_its_reason()
    {
        End().OnFatalException(null, "the table is gone", new InvalidOperationException("no table"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([StartTrouble.ExitFailed], _exits);
        Assert.Equal(LogLevel.Critical, _log.LatestRecord.Level);
        Assert.Contains("the table is gone", _log.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_ends_once()
    {
        FatalEnd end = End();
        end.OnFatalException(this, "one", null);
        end.OnFatalException(this, "another", null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(_exits);
    }

    private FatalEnd End() => new(_log, _time, _exits.Add);
}
