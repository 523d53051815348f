using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>Read at 08:00 (MFA on, no key, trail logging) and again at 11:30; now is 12:45, past the hour of patience.</summary>
public sealed class PostureDisagreesRuleTests() : SituationRuleTest("RW-X08")
{
    private static readonly DateTimeOffset Asked = Now.AddMinutes(45);

    protected override WatchState Before => AccountWatch.Tick(
        WatchState.Empty,
        Sample.Subject with { Situation = Read(Now.AddHours(-4), ("P01", true), ("P03", true), ("P16", true)) },
        Now.AddHours(-4)).State;

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("MFA is gone, and nobody did it", Severity.High) { Situation = Later(("P01", false)), Now = Asked },
        new("MFA is gone, and root did it", Silent, At(30, MfaRemoved())) { Situation = Later(("P01", false)), Now = Asked },
        new("MFA is gone, and the event may still come", Silent) { Situation = Later(("P01", false)), Now = Now },
        new("the trail is off, and nobody did it", Severity.High) { Situation = Later(("P16", false)), Now = Asked },
        new("the trail is off, and who did it is not read", Silent) { Situation = Later(("P16", false)) with { ShowsOthers = false }, Now = Asked },
        new("the trail is off, and a user did it", Silent, At(30, User("cloudtrail.amazonaws.com", "StopLogging"))) { Situation = Later(("P16", false)), Now = Asked },
        new("a key was made, and none is there", Severity.High, At(0, Root("iam.amazonaws.com", "CreateAccessKey"))) { Situation = Later(("P03", true)), Now = Asked },
        new("a key was made and deleted, and none is there", Silent, At(0, Root("iam.amazonaws.com", "CreateAccessKey")), At(5, Root("iam.amazonaws.com", "DeleteAccessKey"))) { Situation = Later(("P03", true)), Now = Asked },
        new("a key was made shortly before", Silent, At(40, Root("iam.amazonaws.com", "CreateAccessKey"))) { Situation = Later(("P03", true)), Now = Asked },
        new("a key was made, and is there", Silent, At(0, Root("iam.amazonaws.com", "CreateAccessKey"))) { Situation = Later(("P03", false)), Now = Asked },
        new("all as before", Silent) { Situation = Later(("P01", true), ("P03", true)), Now = Asked },
    ];

    private static JsonObject MfaRemoved() => Root("iam.amazonaws.com", "DeactivateMFADevice", Sample.With(("serialNumber", RootSerial)));

    private static Situation Later(params (string Check, bool Passes)[] readings) => Read(Now.AddMinutes(-30), readings);

    private static Situation Read(DateTimeOffset at, params (string Check, bool Passes)[] readings) =>
        Situation.Unknown with { ShowsOthers = true, Posture = [.. readings.Select(reading => new PostureReading(reading.Check, reading.Passes, at))] };
}
