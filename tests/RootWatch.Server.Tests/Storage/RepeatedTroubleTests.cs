using RootWatch.Server.Accounts;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

public sealed class RepeatedTroubleTests
{
    [Fact]
    public void Each_cause_is_news_once_until_it_goes_well()
    {
        RepeatedTrouble trouble = new();
        Assert.True(trouble.IsNews(new DocumentStorageException(StorageTrouble.Full, "request 1")));
        Assert.False(trouble.IsNews(new DocumentStorageException(StorageTrouble.Full, "request 2")));
        Assert.True(trouble.IsNews(new DocumentStorageException(StorageTrouble.Denied, "request 3")));
        Assert.True(trouble.IsNews(new IOException("x", new InvalidOperationException())));
        Assert.True(trouble.IsNews(new IOException("x", new FormatException())));
        Assert.False(trouble.IsNews(new IOException("y", new FormatException())));

        Assert.True(trouble.IsNews(new JudgementFailedException(new FormatException("at x"))));
        Assert.False(trouble.IsNews(new JudgementFailedException(new FormatException("at x"))));
        trouble.Over();
        Assert.True(trouble.IsNews(new JudgementFailedException(new FormatException("at x"))));
    }
}
