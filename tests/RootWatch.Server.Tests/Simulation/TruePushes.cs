using System.Globalization;
using System.Text.Json.Nodes;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>A message that is put into the queue of pushed events.</summary>
/// <param name="AccountId">On whose day it is sent; what is of no use may name another one.</param>
/// <param name="Event">What it tells of, or takes the id of; null for what is of no use to anybody.</param>
/// <param name="Forged">It has the event's id and says something else.</param>
internal sealed record PushDelivery(string AccountId, DateTimeOffset At, string Body, TrueEvent? Event, bool Forged);

/// <summary>
/// Draws what EventBridge delivers of an account's day: most of what root does, within seconds or hours later, once or
/// several times, and what a queue may hold besides.
/// </summary>
internal sealed class TruePushes(AccountScenario account, Random random)
{
    /// <summary>Root's events that CloudTrail never shows to a poll.</summary>
    public const int OnlyPushedMax = 15;

    public IEnumerable<PushDelivery> Deliveries()
    {
        foreach (TrueEvent e in account.Events.Where(e => e.Time >= Scenario.Midnight && IsObject(e)))
        {
            bool only = e.VisibleAt == DateTimeOffset.MaxValue;
            // The rule asks for root; one that asks for more lets in what others do.
            int deliveries = only ? random.Next(1, 3) : e.May ? Drawn(0.15, 0.65, 0.15) : Drawn(0.9, 0.1, 0);
            for (int n = 0; n < deliveries; n++)
            {
                yield return new PushDelivery(account.Id, e.Time + Delay(soon: only && n == 0), Envelope(e), e, Forged: false);
            }

            if (!only && e.May && random.Next(30) == 0)
            {
                yield return new PushDelivery(account.Id, e.Time + Delay(soon: true), Envelope(e, Harmless(e)), e, Forged: true);
            }
        }

        for (int n = random.Next(5, 30); n > 0; n--)
        {
            yield return new PushDelivery(account.Id, Scenario.Midnight.AddSeconds(random.Next(23 * 3600)), Useless(), null, Forged: false);
        }
    }

    private int Drawn(params ReadOnlySpan<double> shares)
    {
        double drawn = random.NextDouble();
        int n = 0;
        while (n < shares.Length && drawn >= shares[n])
        {
            drawn -= shares[n++];
        }

        return n;
    }

    /// <summary>Seconds; for one of ten up to hours, for one of fifty longer than a push is of use.</summary>
    private TimeSpan Delay(bool soon) => (soon ? 99 : random.Next(50)) switch
    {
        0 => TimeSpan.FromHours(random.Next(5, 20)),
        < 6 => TimeSpan.FromMinutes(random.Next(1, 200)),
        _ => TimeSpan.FromMilliseconds(random.Next(500, 90_000)),
    };

    /// <summary>What does not begin as an object or breaks off cannot be in an envelope.</summary>
    private static bool IsObject(TrueEvent e) => e.Record.StartsWith('{') && e.Record.EndsWith('}');

    private string Envelope(TrueEvent e, string? record = null, string source = "aws.x", string? accountId = null, string type = "AWS API Call via CloudTrail") =>
        string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":"0","id":"{{random.NextInt64():x}}","detail-type":"{{type}}","source":"{{source}}","account":"{{accountId ?? account.Id}}","time":"{{e.Time:yyyy-MM-ddTHH:mm:ssZ}}","region":"{{e.Region}}","resources":[],"detail":{{record ?? Written(e.Record)}}}""");

    /// <summary>The record as CloudTrail shows it, in another order, or with a member more than there.</summary>
    private string Written(string record)
    {
        if (random.Next(3) == 0)
        {
            return record;
        }

        JsonObject detail = JsonNode.Parse(record)!.AsObject();
        JsonObject other = new(detail.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        if (random.Next(3) == 0)
        {
            other["eventCategory"] = "Management";
        }

        return other.ToJsonString();
    }

    /// <summary>Somebody else's reading, under the id of what root did.</summary>
    private string Harmless(TrueEvent e)
    {
        DateTimeOffset time = e.Time.AddMinutes(random.Next(4) == 0 ? random.Next(-300, 4) : 0);
        return $$"""{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"{{account.Id}}","userName":"eve"},"eventTime":"{{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"{{e.Region}}","eventType":"AwsApiCall","readOnly":true,"eventID":"{{e.EventId}}","recipientAccountId":"{{account.Id}}"}""";
    }

    private string Useless()
    {
        // An event that never was: whoever took it for one would tell of a phantom.
        TrueEvent e = new TrueEvents(account.Id, random).Root(TrueEvents.Home, Scenario.Midnight.AddSeconds(random.Next(23 * 3600)), TimeSpan.Zero, null);
        return random.Next(8) switch
        {
            0 => "validation message",
            1 => Envelope(e)[..random.Next(20, 300)],
            2 => Envelope(e, source: "my.app"),
            3 => Envelope(e, accountId: "444455556666"),
            4 => Envelope(e, e.Record.Replace(account.Id, "444455556666", StringComparison.Ordinal), accountId: "444455556666"),
            5 => Envelope(e, type: "Sign-in Anomaly Alert"),
            6 => Envelope(e, "[]"),
            _ => Envelope(e, record: $$"""{"padding":"{{new string('x', 310_000)}}"}"""),
        };
    }
}
