using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Emergencies;

/// <summary>What an open window makes of the alerts about what root does in it. It never takes one away.</summary>
public sealed class ExpectedUseOfRootTests
{
    private static readonly EmergencyWindow Window = new("W-1", Now.AddHours(-2), Now.AddHours(-1))
    {
        Scope = ["iam/CreateUser", "ec2/*"],
        MfaReadiness = MfaReadiness.Ready,
        Ticket = "OPS-7",
        RequestedBy = "bob",
        ApprovedBy = "alice",
    };

    [Fact]
    public void What_the_window_allows_is_told_as_expected_and_says_who_agreed()
    {
        var alerts = Told(Window, At(5, SignIn("Success", "Yes")), At(6, Root("iam.amazonaws.com", "CreateUser")), At(7, Root("ec2.amazonaws.com", "RunInstances")));

        foreach (var rule in new[] { "RW-S01", "RW-A04", "RW-A01" })
        {
            var alert = alerts.First(alert => alert.RuleId == rule);
            Assert.Equal((Severity.Info, true, "W-1"), (alert.Severity, alert.Expected, alert.WindowId));
            Assert.Contains("Expected: the emergency window W-1 (OPS-7, requested by bob, approved by alice) allows it.", alert.Summary, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(alerts, alert => alert.RuleId is "RW-G01" or "RW-G02" or "RW-G03");
    }

    [Fact]
    public void The_same_alerts_are_told_with_and_without_a_window_besides_those_about_windows()
    {
        JsonObject[] records = [At(5, SignIn()), At(6, Root("iam.amazonaws.com", "CreateUser")), At(7, Root("iam.amazonaws.com", "CreateAccessKey")), At(8, Root("ec2.amazonaws.com", "RunInstances"))];

        var within = Told(Window, records);
        var without = AccountWatch.Advance(WatchState.Empty, Subject, [.. records.Select(record => record.ToJsonString())], Now).Alerts;

        Assert.Equal(
            without.Where(alert => alert.RuleId != "RW-N01").Select(alert => alert.AlertId),
            within.Where(alert => alert.RuleId != "RW-N01" && !alert.RuleId.StartsWith("RW-G", StringComparison.Ordinal)).Select(alert => alert.AlertId));
    }

    [Fact]
    public void How_root_was_used_nobody_has_approved()
    {
        var alert = Told(Window, At(5, SignIn("Success", "No"))).Single(alert => alert.RuleId == "RW-S02");

        Assert.Equal((Severity.Critical, false, "W-1"), (alert.Severity, alert.Expected, alert.WindowId));
    }

    [Fact]
    public void Everything_allowed_thinks_neither_of_the_ways_in_nor_of_what_watches()
    {
        var all = Window with { Scope = ["*"] };
        var alerts = Told(all, At(6, Root("iam.amazonaws.com", "CreateAccessKey")), At(7, Root("cloudtrail.amazonaws.com", "StopLogging")), At(8, Root("ec2.amazonaws.com", "RunInstances")));
        var named = Told(all with { Scope = ["*", "iam/CreateAccessKey"] }, At(6, Root("iam.amazonaws.com", "CreateAccessKey")));

        Assert.Equal((Severity.Critical, false), Of(alerts, "RW-C06"));
        Assert.False(Of(alerts, "RW-D01").Expected);
        Assert.Equal((Severity.Info, true), Of(alerts, "RW-A01", "RunInstances"));
        Assert.Equal((Severity.Info, true), Of(named, "RW-C06"));
    }

    [Fact]
    public void What_it_does_not_allow_is_critical_and_so_is_what_comes_after_it()
    {
        var outside = Told(Window, At(6, Root("iam.amazonaws.com", "CreateRole")));
        var after = Told(Window, At(71, Root("ec2.amazonaws.com", "RunInstances")));
        var closed = Told(Window with { ClosedAt = Now.AddMinutes(-110) }, At(11, Root("ec2.amazonaws.com", "RunInstances")));

        Assert.Equal((Severity.Critical, false), Of(outside, "RW-G02"));
        Assert.Equal(Severity.Critical, Of(after, "RW-G03").Severity);
        // Whoever closes it says that root has finished: there is no grace.
        Assert.Equal(Severity.Critical, Of(closed, "RW-G03").Severity);
        Assert.All(outside.Concat(after).Concat(closed), alert => Assert.False(alert.Expected));
    }

    [Fact]
    public void The_new_password_is_part_of_every_use_and_a_recovery_of_none()
    {
        var alerts = Told(Window, At(6, SignInPage("PasswordUpdated")), At(7, SignInPage("PasswordRecoveryCompleted")));

        Assert.True(Of(alerts, "RW-C03").Expected);
        Assert.Equal((Severity.Critical, false), Of(alerts, "RW-C02"));
    }

    [Fact]
    public void Acts_are_taken_down_for_the_review_until_a_session_can_live_no_longer()
    {
        var step = AccountWatch.Advance(
            WatchState.Empty, Subject with { Situation = Situation.Unknown with { Emergencies = new EmergencyPlan(null) { Windows = [Window] } } },
            [.. new[] { At(-1, SignIn()), At(0, SignIn()), At(65, Root("iam.amazonaws.com", "ListUsers", e => e["readOnly"] = true)), At(60 + 60 * 13, Root("iam.amazonaws.com", "CreateUser")), At(5, User("iam.amazonaws.com", "CreateUser")) }
                .Select(record => record.ToJsonString())],
            Now.AddDays(1));

        Assert.Equal([("ConsoleLogin", true), ("ListUsers", false)], step.Tally.RootActs.Select(act => (act.Name, act.IsWrite || act.IsSignIn)));
    }

    [Fact]
    public void What_a_service_changes_with_root_s_session_is_taken_down_as_the_service_s()
    {
        static JsonObject Through(string service, JsonObject record)
        {
            Identity(record)["invokedBy"] = service;
            From(service)(record);
            return record;
        }

        var onItsOwn = At(8, Through("autoscaling.amazonaws.com", Root("ec2.amazonaws.com", "RunInstances")));
        Identity(onItsOwn).Remove("accessKeyId");
        Identity(onItsOwn).Remove("sessionContext");
        var step = AccountWatch.Advance(
            WatchState.Empty, Subject with { Situation = Situation.Unknown with { Emergencies = new EmergencyPlan(null) { Windows = [Window] } } },
            [.. new[]
            {
                At(6, Root("cloudformation.amazonaws.com", "CreateStack")), At(7, Through("cloudformation.amazonaws.com", Root("iam.amazonaws.com", "CreateUser"))),
                At(7.5, Through("cloudformation.amazonaws.com", Root("iam.amazonaws.com", "GetUser", e => e["readOnly"] = true))), onItsOwn,
            }.Select(record => record.ToJsonString())],
            Now.AddDays(1));

        Assert.Equal([("CreateStack", ""), ("CreateUser", "cloudformation.amazonaws.com")], step.Tally.RootActs.Select(act => (act.Name, act.InvokedBy)));
        Assert.DoesNotContain(step.Alerts, alert => alert.EventName == "CreateUser");
    }

    private static IReadOnlyList<Alert> Told(EmergencyWindow window, params JsonObject[] records) => AccountWatch.Advance(
        WatchState.Empty, Subject with { Situation = Situation.Unknown with { Emergencies = new EmergencyPlan(Now.AddDays(-20)) { Windows = [window], LastDrillAt = Now.AddDays(-1) } } },
        [.. records.Select(record => record.ToJsonString())], Now).Alerts;

    private static (Severity Severity, bool Expected) Of(IEnumerable<Alert> alerts, string rule, string call = "") =>
        alerts.First(alert => alert.RuleId == rule && (call.Length == 0 || alert.EventName == call)) is var alert ? (alert.Severity, alert.Expected) : default;
}
