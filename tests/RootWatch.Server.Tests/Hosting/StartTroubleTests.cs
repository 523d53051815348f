using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Hosting;

public sealed class StartTroubleTests
{
    /// <summary>Restart=on-failure of systemd and Docker leaves alone what ended with 0.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_server_that_one_of_its_services_has_ended_has_not_ended_well(bool fails, int exit)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHostedService(_ => new Failing(fails));
        builder.Services.AddHostedService(_ => new Failing(false));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        if (!fails)
        {
            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }

        await host.WaitForShutdownAsync(TestContext.Current.CancellationToken);
        Assert.Equal(exit, StartTrouble.ExitOf(host.Services.GetServices<IHostedService>()));
    }

    private sealed class Failing(bool fails) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            if (fails)
            {
                throw new IOException("of the service");
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
        }
    }
}
