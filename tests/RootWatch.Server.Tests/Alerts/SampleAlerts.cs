using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Tests.Alerts;

internal static class SampleAlerts
{
    /// <summary>The n-th entry of an account's outbox.</summary>
    public static OutboxEntry Entry(string tenantId, string accountId, long outSeq) => new(outSeq, AlertJson.Write(Alert(tenantId, accountId, outSeq)));

    public static Alert Alert(string tenantId, string accountId, long number) => new()
    {
        AlertId = string.Create(CultureInfo.InvariantCulture, $"{accountId}{number:D20}"),
        TenantId = tenantId,
        AccountId = accountId,
        RuleId = number % 2 == 0 ? "RW-S01" : "RW-S02",
        Severity = number % 2 == 0 ? Severity.High : Severity.Critical,
        Title = "Root signed in",
        Summary = "Somebody signed in as root.",
        Score = 70,
        Reasons = [new ScoreReason("mfa_absent", 70, "No second factor was used.")],
        EventId = string.Create(CultureInfo.InvariantCulture, $"event-{number}"),
        EventTime = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number),
        EventName = "ConsoleLogin",
        EventSource = "signin.amazonaws.com",
        Region = "us-east-1",
        DetectedAt = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number + 60),
    };
}
