using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Storage;
using RootWatch.Server.Tenants;
using RootWatch.Server.Tests.Accounts;
using RootWatch.Server.Tests.Alerts;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Fleet;

/// <summary>
/// A silo with its patrols, in which the store does not answer for one account's document, and answers in the end. Its clock
/// runs thirty times as fast.
/// </summary>
public sealed class StandstillTests : IAsyncLifetime
{
    private const string Tenant = "acme";
    private const string Stuck = "111122223333";
    private const string Neighbour = "222233334444";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    private readonly FastClock _clock = new(30);
    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeCloudTrail _trail = null!;
    private IHost _host = null!;

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    private FaultyStorage Storage => _host.Services.GetRequiredService<FaultyStorage>();

    public ValueTask InitializeAsync()
    {
        _trail = new FakeCloudTrail(_clock);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        IServiceCollection services = builder.Services;
        services.AddFakeLogging();
        CurrentRoster roster = new();
        AccountRegistration[] accounts = [Registration(Stuck), Registration(Neighbour)];
        roster.Replace(new Roster([new TenantRegistration(Tenant, "Acme")], accounts.ToDictionary(account => account.AccountId)));
        services.AddSingleton(roster);
        builder.UseLoneSilo();
        services.AddWatching(_trail, new PollOptions { StartSpread = TimeSpan.Zero }, _clock);
        services.AddFleet();
        _host = builder.Build();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _answers.TrySetResult();
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task An_account_whose_document_never_comes_is_told_once_and_once_that_it_goes_on()
    {
        Hang();
        await _host.StartAsync();
        await AssertBothTold();
    }

    [Fact]
    public async Task An_account_that_hangs_in_the_middle_of_its_day_is_told_once_and_once_that_it_goes_on()
    {
        await _host.StartAsync();
        await Until("the patrols find both accounts well", async () => (await Patrols.Sight(Grains, _clock)).Seen == 2);
        Hang();
        // A write it cannot do without.
        SignIn(1);
        await AssertBothTold();
        Assert.Single(await Alerts(), alert => alert.AccountId == Stuck && alert.EventId == _trail.Events[0].EventId && alert.RuleId == "RW-S02");
    }

    [Fact]
    public async Task While_there_is_no_store_no_account_stands_still_by_itself()
    {
        await _host.StartAsync();
        await Until("the patrols find both accounts well", async () => (await Patrols.Sight(Grains, _clock)).Seen == 2);
        Storage.Before = static (_, _) => throw new DocumentStorageException(StorageTrouble.Full, "the disk is full");
        string meanwhile = SignIn(1);
        await Passed(TimeSpan.FromMinutes(15));

        Storage.Before = static (_, _) => Task.CompletedTask;
        await Until("its sign-in is told", () => IsTold(Stuck, meanwhile));
        await Passed(Attendance.Patience + TimeSpan.FromMinutes(1));
        Assert.Empty(await OfWatch());
        // In some ninety rounds.
        Assert.Single(
            _host.Services.GetFakeLogCollector().GetSnapshot(), line => line.Category?.EndsWith(nameof(TenantGrain), StringComparison.Ordinal) == true && line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_account_that_does_not_answer_leaves_the_metrics_when_it_is_taken_out()
    {
        Hang();
        await _host.StartAsync();
        FleetBoard board = _host.Services.GetRequiredService<FleetBoard>();
        await Until("the patrols have asked both accounts", () => Task.FromResult(board.Count == 2));

        CurrentRoster roster = _host.Services.GetRequiredService<CurrentRoster>();
        roster.Replace(new Roster([new TenantRegistration(Tenant, "Acme")], new[] { Registration(Neighbour) }.ToDictionary(account => account.AccountId)));

        await Until("one is left", () => Task.FromResult(board.Count == 1));
    }

    [Fact]
    public async Task Whoever_is_given_an_account_whose_watch_stands_still_is_told_as_its_former_owner_was()
    {
        const string heir = "globex";
        Hang();
        await _host.StartAsync();
        await Until("its owner is told", async () => (await OfWatch()).Count > 0);

        AccountRegistration[] accounts = [Registration(Stuck) with { TenantId = heir }, Registration(Neighbour)];
        _host.Services.GetRequiredService<CurrentRoster>().Replace(
            new Roster([new TenantRegistration(Tenant, "Acme"), new TenantRegistration(heir, "Globex")], accounts.ToDictionary(account => account.AccountId)));

        await Until("the new one is told", async () => (await OfWatch(heir)).Count > 0);
        Assert.Equal((Stuck, Severity.Critical), (Assert.Single(await OfWatch(heir)).AccountId, (await OfWatch(heir))[0].Severity));
    }

    private async Task Passed(TimeSpan time)
    {
        DateTimeOffset end = _clock.GetUtcNow() + time;
        await Until($"{time} have passed", () => Task.FromResult(_clock.GetUtcNow() > end));
    }

    private void Hang() => Storage.Before = (state, grain) => state == "account" && grain.Key.ToString() == Stuck ? _answers.Task : Task.CompletedTask;

    private async Task AssertBothTold()
    {
        await Until("it is told", async () => (await OfWatch()).Count > 0);
        Alert began = Assert.Single(await OfWatch());
        Assert.Equal((Stuck, Severity.Critical, "silent", ""), (began.AccountId, began.Severity, began.ErrorCode, began.Closes));
        Assert.InRange(_clock.GetUtcNow() - began.EventTime!.Value, Attendance.Patience, TimeSpan.MaxValue);
        // What root does in the meantime is told of the neighbour at once, and here when the watch goes on.
        string meanwhile = SignIn(2);
        await Until("the neighbour's sign-in is told", () => IsTold(Neighbour, meanwhile));
        Assert.False(await IsTold(Stuck, meanwhile));
        Assert.Single(await OfWatch());

        _answers.SetResult();
        await Until("it is told to go on", async () => (await OfWatch()).Count > 1);
        await Until("its sign-in is told", () => IsTold(Stuck, meanwhile));
        // As long again as it took to tell of it.
        await Passed(Attendance.Patience + TimeSpan.FromMinutes(1));
        IReadOnlyList<Alert> told = await OfWatch();
        Assert.Equal([Severity.Critical, Severity.Low], told.Select(alert => alert.Severity));
        Assert.Equal((Stuck, began.AlertId), (told[1].AccountId, told[1].Closes));
    }

    /// <summary>In each account, under one id.</summary>
    private string SignIn(int number) => _trail.RootSignIn(Stuck, number, _clock.GetUtcNow().AddSeconds(-1), TimeSpan.Zero).EventId;

    private async Task<bool> IsTold(string accountId, string eventId) => (await Alerts()).Any(alert => alert.AccountId == accountId && alert.EventId == eventId);

    private async Task<IReadOnlyList<Alert>> OfWatch(string tenant = Tenant) => [.. (await Alerts(tenant)).Where(alert => alert.RuleId == "RW-X11")];

    private async Task<IReadOnlyList<Alert>> Alerts(string tenant = Tenant) =>
        [.. (await Grains.GetGrain<IAlertLogGrain>(tenant).Read(0, 1000)).Alerts.Select(logged => AlertJson.Read(logged.AlertJson))];

    private static async Task Until(string what, Func<Task<bool>> holds) => Assert.True(await Eventually.Holds(Within, holds), $"not within {Within}: {what}");

    private static AccountRegistration Registration(string account) => new()
    {
        TenantId = Tenant,
        AccountId = account,
        Name = "a",
        RoleArn = $"arn:aws:iam::{account}:role/RootWatch",
        ExternalId = "abc",
        Regions = ["us-east-1"],
    };
}
