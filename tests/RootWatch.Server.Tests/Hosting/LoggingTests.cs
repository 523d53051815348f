using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RootWatch.Server.Hosting;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Whose entries reach the log.</summary>
public sealed class LoggingTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Critical, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical, true)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("RootWatch.Server.Accounts.AccountGrain", LogLevel.Information, true)]
    public void What_any_stranger_at_the_port_can_cause_is_nothing_to_wake_an_operator_for(string category, LogLevel level, bool isLogged) =>
        Assert.Equal(isLogged, IsLogged(category, level));

    // Orleans writes them, for each document and try.
    [Theory]
    [InlineData(typeof(SqliteGrainStorage))]
    [InlineData(typeof(AzureBlobGrainStorage))]
    public void A_store_that_takes_nothing_is_no_line_for_each_document(Type store)
    {
        Assert.False(IsLogged(store.FullName!, LogLevel.Error));
        Assert.True(IsLogged(store.FullName!, LogLevel.Information));
        Assert.False(IsLogged(store.FullName!, LogLevel.Debug));
    }

    private static bool IsLogged(string category, LogLevel level)
    {
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(SomeSettings.Any)
            .AddLogging(logging => logging.AddPlainLogging(SomeSettings.Any))
            .BuildServiceProvider();
        return services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(level);
    }
}
