using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RootWatch.Aws;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Drills;

/// <summary>
/// The made-up sign-in of a drill: it is judged when AWS has answered the question that would have shown a real one, by the
/// same decoder and rules, and its alerts take the same way. Of the account's own events, of what is remembered of them and
/// of what is counted it is no part.
/// </summary>
internal static class DrillSignIn
{
    /// <summary>Of TEST-NET-1: nobody has it.</summary>
    private const string Address = "192.0.2.1";

    /// <summary>A browser's, as an unusual agent would be one more alert.</summary>
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 rootwatch-drill";

    /// <summary>True once a reading has begun after the drill, and AWS would have shown in it what root did.</summary>
    public static bool IsShown(DrillRecord drill, IReadOnlyList<EndedReading> readings, string homeRegion) => readings.Any(ended =>
        ended.Reading.Trouble is null && ended.Sweep.Hole is null && ended.Sweep.Region == homeRegion && ended.Sweep.Stream.Query == StreamQuery.Root && ended.Sweep.End >= drill.StartedAt);

    /// <summary>What is told of it: as much as of any sign-in of an account of which nothing is known yet.</summary>
    /// <param name="subject">Whose event it is.</param>
    public static IReadOnlyList<Alert> Judge(DrillRecord drill, WatchSubject subject, string homeRegion, DateTimeOffset now, ILogger logger) => AccountStep.Judge(
        WatchState.Empty,
        subject with
        {
            DrillId = drill.Id,
            WatchedSince = subject.WatchedSince < drill.StartedAt ? subject.WatchedSince : drill.StartedAt,
            Situation = Situation.Unknown,
            // Hours, places and addresses that the tenant expects are not tried.
            Settings = subject.Settings with { Expected = ExpectedUse.Unknown },
        },
        [Record(drill, subject.AccountId, homeRegion)], now, logger).Alerts;

    /// <summary>The document with the alerts in its outbox; what counts alerts does not count them.</summary>
    public static AccountDocument Raise(AccountDocument document, DrillRecord drill, IReadOnlyList<Alert> alerts, DateTimeOffset now)
    {
        ImmutableList<OutboxEntry> sent = [.. alerts.Select((alert, index) => new OutboxEntry(document.NextOutSeq + index, AlertJson.Write(alert)))];
        return document with
        {
            Outbox = document.Outbox.AddRange(sent),
            NextOutSeq = document.NextOutSeq + sent.Count,
            Drills = document.Drills.Replace(drill, drill with { RaisedAt = now, AlertIds = [.. alerts.Select(alert => alert.AlertId)] }),
        };
    }

    private static string Record(DrillRecord drill, string accountId, string homeRegion) => JsonSerializer.Serialize(new
    {
        eventVersion = "1.08",
        userIdentity = new { type = "Root", principalId = accountId, arn = $"arn:{AwsRegions.PartitionOf(homeRegion)}:iam::{accountId}:root", accountId, accessKeyId = "" },
        eventTime = drill.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        eventSource = StreamQueries.SignInSource,
        eventName = "ConsoleLogin",
        awsRegion = homeRegion,
        sourceIPAddress = Address,
        userAgent = Agent,
        responseElements = new { ConsoleLogin = "Success" },
        additionalEventData = new { MFAUsed = drill.WithMfa ? "Yes" : "No", MobileVersion = "No" },
        eventID = drill.Id,
        eventType = "AwsConsoleSignIn",
        recipientAccountId = accountId,
    });
}
