using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests;

/// <summary>
/// Whatever the order of arrival and the cut into batches, the set of alerts is the same. RW-N01 promises that only within
/// the lateness of AccountRisk, which its own tests look at; and so does the severity of RW-S08 to RW-S10, which says
/// whether the place is the first on record. For all rules, <see cref="ArrivalProperties"/>.
/// </summary>
public sealed class AccountWatchProperties
{
    private const string RootSerial = $"arn:aws:iam::{Account}:mfa/root-account-mfa-device";

    private static readonly Func<JsonObject>[] Kinds =
    [
        () => SignIn(),
        () => SignIn("Success", "No"),
        () => SignIn("Failure", "No"),
        () => SignIn("Failure", "Yes"),
        () => SignInPage("PasswordUpdated"),
        () => SignInPage("PasswordRecoveryRequested"),
        () => SignInPage("PasswordRecoveryCompleted"),
        () => SignInPage("EmailUpdated"),
        () => Root("iam.amazonaws.com", "CreateAccessKey"),
        () => Root("iam.amazonaws.com", "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))),
        () => Root("iam.amazonaws.com", "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))),
        () => User("iam.amazonaws.com", "DeleteVirtualMFADevice", With(("serialNumber", RootSerial))),
        () => Root("s3.amazonaws.com", "ListBuckets", e => e["readOnly"] = true),
        () => Root("s3.amazonaws.com", "CreateBucket", e => e["errorCode"] = "AccessDenied"),
        () => Root("ec2.amazonaws.com", "RunInstances", e => e["userIdentity"]!["invokedBy"] = "autoscaling.amazonaws.com"),
        () => Delegated("iam.amazonaws.com", "DeleteLoginProfile"),
        () => User("cloudtrail.amazonaws.com", "StopLogging"),
        () => User("ec2.amazonaws.com", "RunInstances"),
        () => JsonValueOf("not a record"),
    ];

    private static readonly Gen<string> Record =
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Guid, Gen.OneOf(Gen.Int[0, 3000], Gen.Int[0, 100_000]), Gen.Int[0, 255]).Select((kind, id, second, host) =>
        {
            var record = Kinds[kind]();
            record["eventID"] = id.ToString();
            record["eventTime"] = Now.AddDays(-2).AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
            record["sourceIPAddress"] = $"198.51.{host}.7";
            return record.ToJsonString();
        });

    [Fact]
    public void Order_and_batches_do_not_change_which_alerts_there_are() =>
        Gen.Select(Record.List[1, 30], Gen.Int[1, 7], Gen.Int).Sample((records, batchSize, seed) =>
        {
            var shuffled = records.ToArray();
            new Random(seed).Shuffle(shuffled);

            var whole = Told(AccountWatch.Advance(WatchState.Empty, Subject, records, Now));
            var pieces = InBatches(shuffled, batchSize).SelectMany(Told).ToArray();

            // A list, not a set: none may come twice.
            return whole.Order().SequenceEqual(pieces.Order());
        }, iter: 400);

    [Fact]
    public void A_permuted_batch_gives_the_same_step() =>
        Gen.Select(Record.List[1, 20], Gen.Int).Sample((records, seed) =>
        {
            var shuffled = records.ToArray();
            new Random(seed).Shuffle(shuffled);

            return Json(AccountWatch.Advance(WatchState.Empty, Subject, records, Now)) == Json(AccountWatch.Advance(WatchState.Empty, Subject, shuffled, Now));
        }, iter: 300);

    [Fact]
    public void A_replay_names_the_same_alerts_again_and_no_other() =>
        Record.List[1, 20].Sample(records =>
        {
            var first = AccountWatch.Advance(WatchState.Empty, Subject, records, Now);
            var again = AccountWatch.Advance(first.State, Subject, records, Now.AddHours(1));

            return Ids(again).All(Ids(first).Contains)
                && Ids(AccountWatch.Advance(WatchState.Empty, Subject, records, Now.AddHours(1))).SequenceEqual(Ids(first))
                && Ids(AccountWatch.Advance(WatchState.Empty, Subject, [.. records, .. records], Now)).SequenceEqual(Ids(first));
        }, iter: 300);

    [Fact]
    public void A_state_that_went_through_json_goes_on_the_same() =>
        Gen.Select(Record.List[1, 15], Record.List[1, 15]).Sample((before, after) =>
        {
            var state = AccountWatch.Advance(WatchState.Empty, Subject, before, Now).State;
            var restored = JsonSerializer.Deserialize<WatchState>(JsonSerializer.Serialize(state))!;

            return Json(AccountWatch.Advance(state, Subject, after, Now)) == Json(AccountWatch.Advance(restored, Subject, after, Now));
        }, iter: 300);

    [Fact]
    public void Scores_are_what_their_reasons_add_up_to() =>
        Record.List[1, 30].Sample(records => AccountWatch.Advance(WatchState.Empty, Subject, records, Now).Alerts
            .All(alert => alert.Score is >= 0 and <= 100 && alert.Score == alert.Reasons.Sum(reason => reason.Points) && (alert.Reasons.Count > 0 || alert.EventId.Length == 0)), iter: 300);

    [Fact]
    public void A_draft_says_of_its_alert_what_the_alert_says_itself() =>
        Record.List[1, 30].Sample(records =>
        {
            var drafts = AccountWatch.Advance(WatchState.Empty, Subject, records, Now).Drafts;
            return drafts.All(draft => (draft.AccountId, draft.RuleId, draft.Severity, draft.EventTime)
                == (draft.Alert.AccountId, draft.Alert.RuleId, draft.Alert.Severity, draft.Alert.EventTime) && ReferenceEquals(draft.Alert, draft.Alert))
                && drafts.Select(draft => draft.Alert.AlertId).Distinct().Count() == drafts.Count;
        }, iter: 300);

    private static List<WatchStep> InBatches(string[] records, int size)
    {
        var steps = new List<WatchStep>();
        foreach (var batch in records.Chunk(size))
        {
            steps.Add(AccountWatch.Advance(steps.Count > 0 ? steps[^1].State : WatchState.Empty, Subject, batch, Now));
        }

        return steps;
    }

    private static string[] Told(WatchStep step) =>
        [.. step.Alerts.Where(alert => alert.RuleId != "RW-N01").Select(alert => alert.RuleId is "RW-S08" or "RW-S09" or "RW-S10" ? alert.AlertId : $"{alert.AlertId} {alert.Severity}")];

    private static string[] Ids(WatchStep step) => [.. step.Alerts.Where(alert => alert.RuleId != "RW-N01").Select(alert => alert.AlertId)];

    private static string Json(WatchStep step) => JsonSerializer.Serialize(step);

    private static JsonObject JsonValueOf(string text) => new() { ["text"] = text };
}
