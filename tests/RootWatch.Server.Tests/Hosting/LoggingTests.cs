using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Whose entries reach the log.</summary>
public sealed class LoggingTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Critical, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical, true)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("RootWatch.Server.Accounts.AccountGrain", LogLevel.Information, true)]
    public void What_any_stranger_at_the_port_can_cause_is_nothing_to_wake_an_operator_for(string category, LogLevel level, bool isLogged)
    {
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(SomeSettings.Any)
            .AddLogging(logging => logging.AddPlainLogging(SomeSettings.Any))
            .BuildServiceProvider();
        Assert.Equal(isLogged, services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(level));
    }
}
