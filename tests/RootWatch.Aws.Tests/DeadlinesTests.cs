namespace RootWatch.Aws.Tests;

public sealed class DeadlinesTests
{
    private static readonly TimeSpan Far = TimeSpan.FromHours(1);

    [Fact]
    public void One_that_was_not_reached_is_used_again_without_what_hung_on_it()
    {
        var deadlines = new Deadlines(TimeProvider.System);
        using var caller = new CancellationTokenSource();
        bool told = false;
        CancellationToken token;
        using (Deadline first = deadlines.Begin(Far, caller.Token))
        {
            token = first.Token;
            token.Register(() => told = true);
        }

        using Deadline second = deadlines.Begin(Far, CancellationToken.None);
        caller.Cancel();

        Assert.Equal(token, second.Token);
        Assert.False(second.Token.IsCancellationRequested);
        Assert.False(told);
    }

    [Fact]
    public void The_caller_ends_it_and_only_it()
    {
        var deadlines = new Deadlines(TimeProvider.System);
        using var caller = new CancellationTokenSource();
        CancellationToken token;
        using (Deadline first = deadlines.Begin(Far, caller.Token))
        {
            token = first.Token;
            caller.Cancel();
            Assert.True(token.IsCancellationRequested);
        }

        using Deadline second = deadlines.Begin(Far, CancellationToken.None);

        Assert.NotEqual(token, second.Token);
        Assert.False(second.Token.IsCancellationRequested);
    }

    [Fact]
    public void One_that_is_used_again_comes_at_its_own_time()
    {
        var deadlines = new Deadlines(TimeProvider.System);
        deadlines.Begin(Far, CancellationToken.None).Dispose();

        using Deadline second = deadlines.Begin(TimeSpan.FromMilliseconds(1), CancellationToken.None);

        Assert.True(second.Token.WaitHandle.WaitOne(Far));
    }

    [Fact]
    public void Another_clock_than_the_systems_ends_it()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var deadlines = new Deadlines(time);
        deadlines.Begin(TimeSpan.FromSeconds(1), CancellationToken.None).Dispose();

        using Deadline second = deadlines.Begin(TimeSpan.FromSeconds(10), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(9));
        bool early = second.Token.IsCancellationRequested;
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(early);
        Assert.True(second.Token.IsCancellationRequested);
    }
}
