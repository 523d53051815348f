using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests;

public sealed class AccountWatchTests
{
    [Fact]
    public void Everything_that_came_in_is_accounted_for()
    {
        var records = new[]
        {
            SignIn(),
            User("ec2.amazonaws.com", "RunInstances"),
            Root("ec2.amazonaws.com", "RunInstances", e => e["userIdentity"]!["invokedBy"] = "autoscaling.amazonaws.com"),
            Root("signin.amazonaws.com", "CheckMfa", e => e["eventType"] = "AwsConsoleSignIn"),
        }.Select(record => record.ToJsonString());

        var tally = AccountWatch.Advance(WatchState.Empty, Subject, [.. records, "{", "[]", "{}", "nonsense"], Now).Tally;

        Assert.Equal((8, 3), (tally.RecordsRead, tally.RootRecords));
        Assert.Equal(2, tally.Unreadable[UnreadableReason.NotJson]);
        Assert.Equal(1, tally.Unreadable[UnreadableReason.NotAnObject]);
        Assert.Equal(1, tally.Unreadable[UnreadableReason.NotARecord]);
        Assert.Equal(("not_root", 1), ("not_root", tally.Dismissed["not_root"]));
        Assert.Equal(1, tally.Dismissed["service_invoked"]);
        Assert.Equal(1, tally.Dismissed["no_rule"]);
        Assert.Subset(WatchTally.DismissalReasons.ToHashSet(), tally.Dismissed.Keys.ToHashSet());
    }

    [Fact]
    public void An_alert_says_who_did_what_where_from_and_what_to_do()
    {
        var alert = Advance(SignIn("Success", "No")).Alerts.Single(alert => alert.RuleId == "RW-S02");

        Assert.Equal("Root sign-in without MFA", alert.Title);
        Assert.StartsWith(
            "The root user signed in to the console without MFA in account 111122223333 at 2026-03-01 10:00:30 UTC in us-east-1, from 198.51.100.7; MFA: no; agent: Mozilla/5.0",
            alert.Summary, StringComparison.Ordinal);
        Assert.Contains("What to do now: Anyone who knows the password can do the same.", alert.Summary, StringComparison.Ordinal);
        Assert.Equal(("acme", Account, Now, false), (alert.TenantId, alert.AccountId, alert.DetectedAt, alert.Historical));
    }

    [Theory]
    [InlineData("RW-D04", "cloudtrail.amazonaws.com", "PutEventSelectors")]
    [InlineData("RW-D07", "guardduty.amazonaws.com", "UpdateDetector")]
    [InlineData("RW-D10", "iam.amazonaws.com", "UpdateAccountPasswordPolicy")]
    [InlineData("RW-C06", "iam.amazonaws.com", "CreateAccessKey")]
    [InlineData("RW-C08", "iam.amazonaws.com", "UpdateAccessKey")]
    [InlineData("RW-O03", "organizations.amazonaws.com", "DisablePolicyType")]
    public void What_parameters_would_have_told_is_called_assumed_where_the_record_leaves_them_out(string rule, string source, string call) =>
        Assert.Contains(
            "(assumed, as the record leaves out the call's parameters)",
            Advance(Root(source, call, With(("omitted", true)))).Alerts.Single(alert => alert.RuleId == rule).Summary);

    [Fact]
    public void A_batch_that_comes_newest_first_is_taken_in_order_of_time()
    {
        var failure = SignIn("Failure", "No", e => { e["eventTime"] = "2026-03-01T09:59:00Z"; e["eventID"] = "fa1b2c3d-0000-4000-8000-00000000abcd"; });

        var alerts = Advance(SignIn(), failure).Alerts;

        Assert.Equal(["RW-S03", "RW-S01", "RW-S10"], alerts.Select(alert => alert.RuleId));
        Assert.Contains(alerts[1].Reasons, reason => reason.Term == "failures_before");
    }

    [Fact]
    public void An_alert_of_before_the_watch_is_historical() =>
        Assert.All(Advance(SignIn("Success", "No", e => e["eventTime"] = "2026-01-01T00:00:00Z")).Alerts, alert => Assert.True(alert.Historical));

    [Fact]
    public void Text_chosen_by_an_attacker_reaches_nobody_raw()
    {
        const string Evil = "\u001b[2J\r\n\u0085\u202Egnp.exe\u2028\u2066\u200b\u009b31m\U000E0041";
        var record = Root("iam.amazonaws.com", "CreateUser", e =>
        {
            foreach (var name in new[] { "userAgent", "sourceIPAddress", "awsRegion", "errorMessage", "eventID" })
            {
                e[name] = Evil + name;
            }

            e["errorCode"] = "AccessDenied" + Evil;
        });

        var alert = Advance(record).Alerts.First(alert => alert.RuleId == "RW-A03");

        Assert.Contains("\\u001b[2J", alert.UserAgent, StringComparison.Ordinal);
        string[] shown = [alert.Summary, alert.Title, alert.UserAgent, alert.SourceIpAddress, alert.Region, alert.ErrorCode, alert.EventId, .. alert.Reasons.Select(reason => reason.Text)];
        Assert.All(shown, text =>
        {
            Assert.DoesNotContain(text, char.IsControl);
            Assert.DoesNotContain(text, c => "\u202E\u2028\u2029\u2066\u200B".Contains(c, StringComparison.Ordinal));
            Assert.DoesNotContain(text, char.IsSurrogate);
            Assert.InRange(text.Length, 0, 2000);
        });
    }

    [Fact]
    public void The_alert_id_is_that_of_tenant_account_rule_and_event()
    {
        // sha256("acme|111122223333|RW-S01|0a1b2c3d-0000-4000-8000-00000000abcd"), first half, by sha256sum.
        Assert.Equal("a0ce8295e5cfc6ac82084f560ff7743b", Advance(SignIn()).Alerts.Single(alert => alert.RuleId == "RW-S01").AlertId);
    }

    [Fact]
    public void The_state_stays_small_whatever_comes()
    {
        var state = WatchState.Empty;
        for (var batch = 0; batch < 40; batch++)
        {
            var records = Enumerable.Range(0, 50).Select(i => Root($"s{i}.amazonaws.com", $"Call{batch}x{i}" + new string('n', 200), e =>
            {
                e["sourceIPAddress"] = $"10.{batch}.{i}.1";
                e["userAgent"] = $"agent{batch}x{i}/1.0";
                e["eventTime"] = Now.AddMinutes(batch).ToString("o");
            })).Concat(Enumerable.Range(0, 50).Select(i => SignIn(i % 2 == 0 ? "Failure" : "Success", "No")))
              .Concat(Enumerable.Range(0, 50).Select(i => Root("iam.amazonaws.com", "EnableMFADevice", With(("serialNumber", $"arn:{batch}:{i}" + new string('s', 5000))))));
            state = Advance(state, [.. records]).State;
        }

        Assert.Equal(WatchState.RootApisMax, state.RootApis.Count);
        Assert.InRange(JsonSerializer.Serialize(state).Length, 1, 230_000);
    }

    [Fact]
    public void An_empty_state_is_read_from_a_document_that_knows_no_member() =>
        Assert.Equal(JsonSerializer.Serialize(WatchState.Empty), JsonSerializer.Serialize(JsonSerializer.Deserialize<WatchState>("""{"Later":1}""")));
}
