using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
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

    // Orleans writes three of them, for each try.
    [Theory]
    [InlineData("Orleans.Grain", true, false)]
    [InlineData("Orleans.Grain", false, true)]
    [InlineData("RootWatch.Server.Accounts.AccountGrain", true, true)]
    public void A_document_that_cannot_be_read_is_no_line_for_each_grain_that_wants_it(string category, bool isOfStore, bool isWritten)
    {
        Exception trouble = isOfStore ? new DocumentStorageException(StorageTrouble.Damaged, "it cannot be read") : new InvalidOperationException("something else");
        Assert.Equal(isWritten, Written(category, new InvalidOperationException("activation failed", trouble)).Length > 0);
    }

    [Fact]
    public void That_a_state_is_not_handed_over_to_another_server_is_nobodys_concern() =>
        Assert.Empty(Written("Orleans.Grain", new CodecNotFoundException("no codec for a document")));

    private static string Written(string category, Exception trouble)
    {
        using StringWriter text = new();
        new PlainConsoleFormatter(TimeProvider.System, SomeSettings.Any).Write(
            new LogEntry<string>(LogLevel.Error, category, default, "it failed", trouble, static (state, _) => state), null, text);
        return text.ToString();
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
