using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using RootWatch.Detection.Tests.Rules;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests;

/// <summary>
/// CloudTrail shows events late and in any order. Whatever comes within the lateness that the reader allows, in whatever
/// batches, raises the same alerts in the end as if it had come in order: over the records of all rules' tests, so that a
/// new rule is in it by being tested.
/// </summary>
public sealed class ArrivalProperties
{
    private const int KindsAtOnce = 5;

    private static readonly string[] Addresses = [TestOrigins.Office, TestOrigins.Hotel, TestOrigins.Cloud, TestOrigins.TorExit];
    private static readonly WatchSubject Watched = Subject with { Origins = TestOrigins.Instance };

    /// <summary>One host of the four is nobody's news.</summary>
    private static readonly WatchSubject Allowing = Watched with
    {
        Settings = DetectionSettings.Default with
        {
            Rules = RuleCatalogue.All.Where(rule => rule is not EpisodeOnlyRule).ToDictionary(
                rule => rule.Id, _ => new RuleSettings { Allow = new AllowList { Networks = new NetworkList([IPNetwork.Parse("198.51.100.0/24")]) } }),
        },
    };

    /// <summary>As many entries of a kind as a trace keeps of an hour, and as many changes of one thing as the state keeps.</summary>
    private const int CountMax = 20;
    private static readonly DateTimeOffset Start = new(2026, 2, 27, 20, 0, 0, TimeSpan.Zero);

    private static readonly string[][] OfRules = [.. typeof(RuleTest).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(RuleTest)) && !type.IsAbstract)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => ((RuleTest)Activator.CreateInstance(type)!).Records.Select(Undated).Distinct().ToArray())
        .Where(records => records.Length > 0)];

    private static readonly string[] OfAll = [.. OfRules.SelectMany(records => records).Distinct()];

    /// <summary>A dense hour or two, or days, or some in the same second; an address or few; sessions that began before.</summary>
    private static readonly Gen<Arrival> AnArrival =
        Gen.Select(Gen.Int[0, KindsAtOnce - 1], Gen.Guid, Gen.OneOf(Gen.Int[0, 3000], Gen.Int[0, 40_000], Gen.Int[0, 4].Select(turn => turn * 450)), Gen.Int[0, 3], Gen.Int[0, 900])
            .Select((kind, id, second, host, delay) => new Arrival(kind, id, second, host, delay));

    private static readonly Gen<List<Received>> Arrivals =
        Gen.Select(Gen.OneOf(Gen.Const(OfAll), Gen.Int[0, OfRules.Length - 1].Select(rule => OfRules[rule])), Gen.Int[0, int.MaxValue].Array[KindsAtOnce], AnArrival.List[1, CountMax])
            .Select((pool, kinds, arrivals) => arrivals.ConvertAll(arrival => Dated(pool[kinds[arrival.Kind] % pool.Length], arrival)));

    [Fact]
    public void What_comes_late_raises_the_same_alerts_as_what_comes_in_order() =>
        Gen.Select(Arrivals, Gen.Int[1, 9]).Sample((arrivals, batchSize) =>
        {
            var inOrder = Told(arrivals.OrderBy(received => received.Happened).Select(received => received with { Arrived = received.Happened }), 1, Watched);
            var late = Told(arrivals.OrderBy(received => received.Arrived), batchSize, Watched);

            return inOrder == late;
        }, iter: 800, print: sample => Print(sample, Watched));

    /// <summary>What is told once, and of which a part is allowed, too.</summary>
    [Fact]
    public void What_comes_late_raises_the_same_alerts_for_a_tenant_that_allows_some() =>
        Gen.Select(Arrivals, Gen.Int[1, 9]).Sample((arrivals, batchSize) =>
        {
            var inOrder = Told(arrivals.OrderBy(received => received.Happened).Select(received => received with { Arrived = received.Happened }), 1, Allowing);
            var late = Told(arrivals.OrderBy(received => received.Arrived), batchSize, Allowing);

            return inOrder == late;
        }, iter: 400, print: sample => Print(sample, Allowing));

    [Fact]
    public void No_alert_comes_twice_and_none_is_lost_by_a_restart() =>
        Gen.Select(Arrivals, Gen.Int[1, 9]).Sample((arrivals, batchSize) =>
        {
            var once = Told(arrivals.OrderBy(received => received.Arrived), batchSize, Watched);
            var restarted = Told(arrivals.OrderBy(received => received.Arrived), batchSize, Watched, restart: true);

            return once == restarted && once.Split('\n') is var lines && lines.Distinct().Count() == lines.Length;
        }, iter: 200, print: sample => Print(sample, Watched));

    private sealed record Arrival(int Kind, Guid Id, int Second, int Host, int DelaySeconds);

    private sealed record Received(string Record, DateTimeOffset Happened, DateTimeOffset Arrived);

    private static string Print((List<Received> Arrivals, int BatchSize) sample, WatchSubject subject)
    {
        var inOrder = Told(sample.Arrivals.OrderBy(received => received.Happened).Select(received => received with { Arrived = received.Happened }), 1, subject).Split('\n');
        var late = Told(sample.Arrivals.OrderBy(received => received.Arrived), sample.BatchSize, subject).Split('\n');
        return $"only in order: {string.Join("; ", inOrder.Except(late))}\nonly late: {string.Join("; ", late.Except(inOrder))}\nbatches of {sample.BatchSize}\n"
            + string.Join("\n", sample.Arrivals.OrderBy(received => received.Arrived).Select(received => $"{received.Arrived:o} {received.Record}"));
    }

    private static string Told(IEnumerable<Received> arrivals, int batchSize, WatchSubject watched, bool restart = false)
    {
        var state = WatchState.Empty;
        var alerts = new List<Alert>();
        var now = Start;
        foreach (var batch in arrivals.Chunk(batchSize))
        {
            now = batch.Max(received => received.Arrived);
            Take(AccountWatch.Advance(state, watched, [.. batch.Select(received => received.Record)], now));
        }

        Take(AccountWatch.Tick(state, watched, now.AddDays(1)));
        return string.Join("\n", alerts.Select(alert => $"{alert.RuleId} {alert.AlertId} {alert.Severity}").Order(StringComparer.Ordinal));

        void Take(WatchStep step)
        {
            alerts.AddRange(step.Alerts);
            state = restart ? System.Text.Json.JsonSerializer.Deserialize<WatchState>(System.Text.Json.JsonSerializer.Serialize(step.State))! : step.State;
        }
    }

    private static string Undated(JsonObject record)
    {
        var copy = record.DeepClone().AsObject();
        copy.Remove("eventTime");
        copy.Remove("eventID");
        return copy.ToJsonString();
    }

    private static Received Dated(string undated, Arrival arrival)
    {
        var record = JsonNode.Parse(undated)!.AsObject();
        var happened = Start.AddSeconds(arrival.Second);
        record["eventTime"] = Text(happened);
        record["eventID"] = arrival.Id.ToString();
        if (record["sourceIPAddress"]?.GetValue<string>().Contains("amazonaws", StringComparison.Ordinal) == false)
        {
            record["sourceIPAddress"] = Addresses[arrival.Host];
        }

        if (record["userIdentity"]?["sessionContext"]?["attributes"] is JsonObject attributes)
        {
            attributes["creationDate"] = Text(happened.AddMinutes(-arrival.Host * 25));
        }

        return new Received(record.ToJsonString(), happened, happened.AddSeconds(arrival.DelaySeconds));
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
