namespace RootWatch.AwsSimulator.Tests;

public sealed class DeterminismTests
{
    private static readonly SimulatorOptions Lively = new()
    {
        Accounts = 10,
        Seed = 7,
        PlayRate = 60,
        RootShare = 0.5,
        History = TimeSpan.FromHours(1),
        HistoryEvents = 50,
        Delay = TimeSpan.FromSeconds(3),
    };

    private static async Task<List<(string Account, string Region, string Id, TimeSpan Age, TimeSpan Delay, string Origin)>> Run(SimulatorOptions options, TimeSpan later)
    {
        await using var aws = await Aws.StartAsync(options);
        aws.Clock.Advance(later);
        aws.Host.Inject();
        aws.AddSignIn(1);
        aws.Host.StartIncident("root-takeover", aws.Account.Id, TimeSpan.FromMinutes(1));
        aws.Host.StartIncident("mfa-swap", aws.Host.Accounts[1].Id, TimeSpan.FromMinutes(1));
        return [.. aws.Host.Events
            .Where(entry => !entry.Origin.Contains(".jsonl", StringComparison.Ordinal) || entry.EventTime < Aws.Start)
            .Select(entry => (entry.Account, entry.Region, entry.EventId, entry.EventTime - aws.Clock.GetUtcNow(), entry.VisibleAt - entry.EventTime, entry.Origin))
            .OrderBy(entry => entry.EventId, StringComparer.Ordinal)];
    }

    [Fact]
    public async Task One_seed_and_one_script_make_the_same_events_whenever_they_run()
    {
        var (first, second) = (await Run(Lively, TimeSpan.Zero), await Run(Lively, TimeSpan.Zero));
        Assert.Equal(first, second);
        Assert.Equal(50 + 1 + 5 + 4, first.Count);

        var later = await Run(Lively, TimeSpan.FromSeconds(30));
        Assert.Equal(first.Select(entry => entry.Id), later.Select(entry => entry.Id));
        Assert.NotEqual(first.Select(entry => entry.Id), (await Run(Lively with { Seed = 8 }, TimeSpan.Zero)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Ids_never_repeat()
    {
        var events = await Run(Lively with { HistoryEvents = 5000 }, TimeSpan.Zero);
        Assert.Equal(events.Count, events.Select(entry => entry.Id).Distinct().Count());
    }
}
