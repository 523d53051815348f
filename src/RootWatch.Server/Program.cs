using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using RootWatch.Aws;
using RootWatch.Detection.Files;
using RootWatch.Server.Access;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Files;
using RootWatch.Server.Fleet;
using RootWatch.Server.Grpc;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Hosting;
using RootWatch.Server.Metrics;
using RootWatch.Server.Onboarding;
using RootWatch.Server.Organizations;
using RootWatch.Server.Origins;
using RootWatch.Server.Posture;
using RootWatch.Server.Push;
using RootWatch.Server.Storage;

PollOptions poll = new();
PostureOptions posture = new();
PushOptions push = new();
HeartbeatOptions heartbeat = new();
OrganizationOptions organizations = new();
Invocation invocation = ServerCommandLine.Read(
    args, Environment.GetEnvironmentVariables(),
    [SettingSection.Poll(poll), SettingSection.Posture(posture), SettingSection.Push(push), SettingSection.Heartbeat(heartbeat), SettingSection.Organizations(organizations)],
    TimeProvider.System, Console.Out, Console.Error);
if (invocation.Settings is not { } settings)
{
    return invocation.ExitCode;
}

Mistakes taken = new();
taken.AddRange(TakenPorts.Of(settings));
if (OpenFiles.TroubleOf(OpenFiles.Max) is { } tooFew)
{
    taken.Add("open files", tooFew);
}

if (taken.Any)
{
    return ServerCommandLine.Refuse(taken, Console.Error);
}

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddPlainLogging(settings);
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(settings);
builder.Services.AddSingleton(invocation.Sigma!.Rules);
builder.Services.AddSingleton(new AwsClients(settings.Aws, TimeProvider.System));
builder.AddListeners(settings);
builder.Services.AddFiles();
builder.Services.AddAccess();
builder.Services.AddRoster();
builder.Services.AddOrigins();
builder.AddSilo(settings);
builder.Services.AddAccountWatching().AddSingleton(Options.Create(poll));
builder.Services.AddPosture().AddSingleton(Options.Create(posture));
builder.Services.AddOnboarding();
builder.Services.AddAlertLog();
builder.Services.AddFleet();
builder.Services.AddOrganizations(organizations);
builder.Services.AddPush(settings, push);
builder.Services.AddHeartbeat(settings, heartbeat);
builder.Services.AddRootWatchMetrics();
builder.Services.AddRootWatchGrpc();
builder.Services.AddReadiness();

await using WebApplication app = builder.Build();
app.UseRouting();
app.UseAccess();
app.MapRootWatchGrpc();
app.MapRootWatchMetrics();
app.MapHealth();

try
{
    await app.Services.PrepareDocumentStorage(CancellationToken.None);
    await app.StartAsync();
}
catch (Exception trouble)
{
    await Console.Error.WriteLineAsync($"RootWatch could not start: {StartTrouble.Explain(trouble, settings)}");
    return StartTrouble.ExitFailed;
}

ICollection<string> addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
Console.WriteLine(Banner.Text(settings, invocation.Sigma, app.Services.GetRequiredService<CurrentRoster>().Value, [.. addresses]));
await app.WaitForShutdownAsync();
return StartTrouble.ExitOf(app.Services.GetServices<IHostedService>());
