using System.Text.Json.Nodes;
using CsCheck;
using RootWatch.Aws;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>Pushed records and polls together: an event is one event, whichever way it comes first.</summary>
public sealed class AccountPushTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly WatchedAccount _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_pushed_event_is_told_at_once_and_not_again_when_a_poll_shows_it()
    {
        await _account.Run(5 * Minute);
        PastEvent signIn = SignIn(1, delay: 10 * Minute);
        Assert.Equal([PushOutcome.Taken], await Push(signIn));
        Assert.True(_account.Stored.State.AlertsRaised > 0);
        await _account.Run(Minute);
        string[] told = [.. Told(signIn)];
        Assert.NotEmpty(told);
        await _account.Run(30 * Minute);
        // RW-S10 waits a quarter of an hour for what may be late; nothing of before is said again.
        Assert.Equal(told, Told(signIn).Take(told.Length));
        Assert.Equal(_account.Alerts.Count, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Empty(_account.Stored.State.Pushed);
        Assert.Equal(1, _account.Snapshot.EventsRead);
    }

    [Fact]
    public async Task An_event_that_a_poll_has_shown_is_known_when_it_is_pushed()
    {
        PastEvent signIn = SignIn(1, delay: TimeSpan.Zero);
        await _account.Run(5 * Minute);
        int alerts = _account.Alerts.Count;
        Assert.Equal([PushOutcome.Known], await Push(signIn));
        await _account.Run(5 * Minute);
        Assert.Equal(alerts, _account.Alerts.Count);
    }

    [Fact]
    public async Task A_push_moves_no_watermark_and_makes_every_stream_due()
    {
        await _account.Run(20 * Minute);
        Dictionary<string, DateTimeOffset?> watermarks = _account.Stored.State.Streams.ToDictionary(stream => stream.Key, stream => stream.Value.Watermark);
        int lookups = _account.Trail.Lookups;
        await Push(SignIn(1, delay: 30 * Minute));
        Assert.All(_account.Stored.State.Streams, stream => Assert.True(stream.Value.Watermark <= WatchedAccount.Start.AddMinutes(20) - Minute * 15));
        Assert.Equal(watermarks.Keys.Order(StringComparer.Ordinal), _account.Stored.State.Streams.Keys.Order(StringComparer.Ordinal));
        await _account.Run(TimeSpan.FromSeconds(3));
        // us-east-1 has three streams, eu-west-1 one, which would have been due in a quarter of an hour.
        Assert.Equal(lookups + 4, _account.Trail.Lookups);
    }

    [Fact]
    public async Task A_forged_push_cannot_hide_the_event_whose_id_it_carries()
    {
        await _account.Run(5 * Minute);
        PastEvent signIn = SignIn(1, delay: 10 * Minute);
        Assert.Equal([PushOutcome.Taken], await Push(Changed(signIn, record => record["eventName"] = "GetSomethingHarmless")));
        await _account.Run(Minute);
        int before = _account.Alerts.Count(alert => alert.RuleId is "RW-S01" or "RW-S02");
        await _account.Run(30 * Minute);
        Assert.Equal(0, before);
        Assert.Single(_account.Alerts, alert => alert.EventId == signIn.EventId && alert.RuleId == "RW-S02");
    }

    [Fact]
    public async Task A_push_that_says_more_than_the_poll_raises_what_both_say_only_once()
    {
        await _account.Run(5 * Minute);
        PastEvent signIn = SignIn(1, delay: 10 * Minute);
        await Push(Changed(signIn, record => record["tlsDetails"] = new JsonObject { ["tlsVersion"] = "TLSv1.3" }));
        await _account.Run(30 * Minute);
        Assert.Equal(_account.Alerts.Count, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
    }

    [Fact]
    public async Task The_same_record_in_another_order_is_the_same()
    {
        await _account.Run(5 * Minute);
        PastEvent signIn = SignIn(1, delay: 10 * Minute);
        await Push(signIn with { Record = new JsonObject(JsonNode.Parse(signIn.Record)!.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString() });
        await _account.Run(30 * Minute);
        Assert.Equal(1, _account.Snapshot.EventsRead);
    }

    [Theory]
    [InlineData(-7 * 60)]
    [InlineData(10)]
    public async Task What_is_out_of_time_is_left_to_the_polls(int minutes)
    {
        await _account.Run(5 * Minute);
        PastEvent signIn = _account.Trail.RootSignIn(WatchedAccount.Id, 1, _account.Time.GetUtcNow().AddMinutes(minutes), TimeSpan.FromDays(1));
        Assert.Equal([PushOutcome.OutOfTime], await Push(signIn));
        Assert.Empty(_account.Stored.State.Pushed);
    }

    [Fact]
    public async Task Too_many_pushed_events_are_left_to_the_polls()
    {
        await _account.Run(5 * Minute);
        PastEvent[] many = [.. Enumerable.Range(1, PushedEvents.CountMax + 1).Select(number => SignIn(number, delay: 30 * Minute))];
        IReadOnlyList<PushOutcome> outcomes = await Push(many);
        Assert.Equal([.. Enumerable.Repeat(PushOutcome.Taken, PushedEvents.CountMax), PushOutcome.Full], outcomes);
    }

    [Fact]
    public async Task What_no_poll_ever_shows_is_forgotten_when_none_can_show_it_any_more()
    {
        await _account.Run(5 * Minute);
        await Push(SignIn(1, delay: TimeSpan.FromDays(400)));
        await _account.Run(TimeSpan.FromDays(9));
        Assert.Empty(_account.Stored.State.Pushed);
        Assert.Equal(_account.Alerts.Count, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
    }

    [Fact]
    public async Task An_account_that_left_takes_no_push_and_one_that_is_not_told_of_yet_lets_it_come_again()
    {
        PastEvent signIn = SignIn(1, delay: Minute);
        using AccountPoll unregistered = new(new WatchedAccount.Store(), WatchedAccount.Id, _account.Surroundings);
        Assert.Equal([PushOutcome.NotCommitted], await unregistered.Push([Of(signIn)]));
        _account.Poll.Pause();
        Assert.Equal([PushOutcome.UnknownAccount], await Push(signIn));
    }

    [Fact]
    public async Task A_push_that_cannot_be_stored_fails_and_the_same_push_later_is_told_once()
    {
        await _account.Run(5 * Minute);
        PastEvent signIn = SignIn(1, delay: 10 * Minute);
        _account.Stored.Fails = WatchedAccount.StoreFailure.AfterWriting;
        await Assert.ThrowsAsync<IOException>(() => Push(signIn));
        _account.Stored.Fails = WatchedAccount.StoreFailure.None;
        Assert.Equal([PushOutcome.Known], await Push(signIn));
        PastEvent other = SignIn(2, delay: 10 * Minute);
        _account.Stored.Fails = WatchedAccount.StoreFailure.BeforeWriting;
        await Assert.ThrowsAsync<IOException>(() => Push(other));
        _account.Stored.Fails = WatchedAccount.StoreFailure.None;
        Assert.Equal([PushOutcome.Taken], await Push(other));
        await _account.Run(30 * Minute);
        Assert.Equal(_account.Alerts.Count, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
        Assert.Equal(2, _account.Alerts.Count(alert => alert.RuleId == "RW-S02"));
    }

    [Fact]
    public async Task A_blind_account_still_hears_of_what_is_pushed()
    {
        _account.Trail.Fault = (_, _) => FakeCloudTrail.Failure(AwsFailureReason.Denied, "AccessDenied");
        await _account.Run(5 * Minute);
        PastEvent signIn = SignIn(1, delay: TimeSpan.Zero);
        await Push(signIn);
        await _account.Run(Minute);
        Assert.NotEmpty(Told(signIn));
        Assert.Contains(_account.Alerts, alert => alert.RuleId == "RW-X04");
        _account.Trail.Fault = (_, _) => null;
        await _account.Run(30 * Minute);
        Assert.Equal(_account.Alerts.Count, _account.Alerts.Select(alert => alert.AlertId).Distinct().Count());
    }

    /// <summary>I10, in whatever order pushes, repeats, lost writes and polls come.</summary>
    [Fact]
    public void Polls_and_pushes_in_any_order_tell_each_event_once()
    {
        Gen<(int Event, int Minutes, bool Pushed, int Failure)> step = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 20], Gen.Bool, Gen.Int[0, 8]);
        step.Array[1, 25].Sample(steps => Task.Run(() => EachOnce(steps)).GetAwaiter().GetResult(), iter: 60);
    }

    private static async Task<bool> EachOnce((int Event, int Minutes, bool Pushed, int Failure)[] steps)
    {
        using WatchedAccount account = new();
        await account.Run(2 * Minute);
        Dictionary<int, PastEvent> events = [];
        foreach ((int number, int minutes, bool pushed, int failure) in steps)
        {
            if (!events.TryGetValue(number, out PastEvent? signIn))
            {
                events[number] = signIn = account.Trail.RootSignIn(WatchedAccount.Id, number, account.Time.GetUtcNow(), TimeSpan.FromMinutes(number * 3));
            }

            if (pushed)
            {
                account.Stored.Fails = failure switch { 0 => WatchedAccount.StoreFailure.BeforeWriting, 1 => WatchedAccount.StoreFailure.AfterWriting, _ => WatchedAccount.StoreFailure.None };
                try
                {
                    await account.Poll.Push([Of(signIn), Of(signIn)]);
                }
                catch (IOException)
                {
                    // The message stays in the queue, or does not.
                }

                account.Stored.Fails = WatchedAccount.StoreFailure.None;
            }

            await account.Run(TimeSpan.FromMinutes(minutes));
        }

        await account.Run(TimeSpan.FromHours(1));
        IReadOnlyList<Alert> alerts = account.Alerts;
        return alerts.Select(alert => alert.AlertId).Distinct().Count() == alerts.Count
            && events.Values.All(signIn => alerts.Count(alert => alert.EventId == signIn.EventId && alert.RuleId == "RW-S02") == 1)
            && account.Snapshot.EventsRead == events.Count;
    }

    private static PastEvent Changed(PastEvent one, Action<JsonObject> change)
    {
        JsonObject record = JsonNode.Parse(one.Record)!.AsObject();
        change(record);
        return one with { Record = record.ToJsonString() };
    }

    private PastEvent SignIn(int number, TimeSpan delay) => _account.Trail.RootSignIn(WatchedAccount.Id, number, _account.Time.GetUtcNow(), delay);

    private Task<IReadOnlyList<PushOutcome>> Push(params IEnumerable<PastEvent> events) => _account.Poll.Push([.. events.Select(Of)]);

    private static PushedRecord Of(PastEvent one) => new(one.EventId, one.Time, one.Record);

    private IEnumerable<string> Told(PastEvent one) => _account.Alerts.Where(alert => alert.EventId == one.EventId).Select(alert => alert.AlertId);
}
