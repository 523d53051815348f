using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

/// <summary>For each rule what it must see, and the nearest thing that it must not.</summary>
public sealed class RuleTests
{
    private const string Iam = "iam.amazonaws.com";
    private const string Sts = "sts.amazonaws.com";
    private const string CloudTrail = "cloudtrail.amazonaws.com";
    private const string CloudShell = "cloudshell.amazonaws.com";
    private const string AccountService = "account.amazonaws.com";
    private const string RootSerial = $"arn:aws:iam::{Account}:mfa/root-account-mfa-device";

    private static readonly Action<JsonObject> Denied = e => e["errorCode"] = "AccessDenied";

    /// <summary>Severity 0 means: the rule keeps silent.</summary>
    private static readonly (string Rule, string Case, JsonObject Record, Severity Expected)[] Cases =
    [
        ("RW-S01", "success with MFA", SignIn(), Severity.High),
        ("RW-S01", "arn missing and userName an alias", SignIn("Success", "Yes", e => { Identity(e).Remove("arn"); Identity(e)["userName"] = "acme-prod"; }), Severity.High),
        ("RW-S01", "other partition", SignIn("Success", "Yes", e => Identity(e)["arn"] = $"arn:aws-cn:iam::{Account}:root"), Severity.High),
        ("RW-S01", "success, but an error message", SignIn("Success", "Yes", e => e["errorMessage"] = "Failed authentication"), 0),
        ("RW-S01", "IAM user called root", User("signin.amazonaws.com", "ConsoleLogin", e => e["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" }), 0),
        ("RW-S01", "the directory's own login, typed Root with an empty arn", SignIn("Success", "Yes", e => { e["eventName"] = "ExternalIdPDirectoryLogin"; Identity(e)["arn"] = ""; }), 0),
        ("RW-S02", "MFAUsed No", SignIn("Success", "No"), Severity.Critical),
        ("RW-S02", "MFAUsed absent", SignIn("Success", null), Severity.Critical),
        ("RW-S02", "additionalEventData a text", SignIn("Success", null, e => e["additionalEventData"] = "MFAUsed=Yes"), Severity.Critical),
        ("RW-S02", "MFAUsed YES", SignIn("Success", "YES"), 0),
        ("RW-S02", "failure without MFA", SignIn("Failure", "No"), 0),
        ("RW-S03", "failure", SignIn("Failure", "No"), Severity.Low),
        ("RW-S03", "no outcome, but an error message", SignIn("Failure", "No", e => e["responseElements"] = null), Severity.Low),
        ("RW-S03", "failure with nothing but account", SignIn("Failure", "No", e => e["userIdentity"] = new JsonObject { ["type"] = "Root", ["accountId"] = Account }), Severity.Low),
        ("RW-S03", "success", SignIn(), 0),
        ("RW-S06", "failure at MFA", SignIn("Failure", "Yes"), Severity.High),
        ("RW-S06", "failure at the password", SignIn("Failure", "No"), 0),
        ("RW-C01", "requested", SignInPage("PasswordRecoveryRequested"), Severity.High),
        ("RW-C01", "completed", SignInPage("PasswordRecoveryCompleted"), 0),
        ("RW-C02", "completed", SignInPage("PasswordRecoveryCompleted"), Severity.Critical),
        ("RW-C02", "failed", SignInPage("PasswordRecoveryCompleted", "Failure"), Severity.Medium),
        ("RW-C02", "requested", SignInPage("PasswordRecoveryRequested"), 0),
        ("RW-C03", "changed", SignInPage("PasswordUpdated"), Severity.High),
        ("RW-C03", "failed", SignInPage("PasswordUpdated", "Failure"), 0),
        ("RW-C03", "an IAM user's", User("signin.amazonaws.com", "PasswordUpdated"), 0),
        ("RW-C04", "changed", SignInPage("EmailUpdated"), Severity.Critical),
        ("RW-C04", "an IAM user's", User("signin.amazonaws.com", "EmailUpdated"), 0),
        ("RW-C05", "started by a user", User(AccountService, "StartPrimaryEmailUpdate"), Severity.Critical),
        ("RW-C05", "accepted by root", Root(AccountService, "AcceptPrimaryEmailUpdate"), Severity.Critical),
        ("RW-C05", "only looked at", User(AccountService, "GetPrimaryEmail"), 0),
        ("RW-C06", "no parameters", Root(Iam, "CreateAccessKey"), Severity.Critical),
        ("RW-C06", "through the console's proxy", Root(Iam, "CreateAccessKey", e => Identity(e)["invokedBy"] = "signin.amazonaws.com"), Severity.Critical),
        ("RW-C06", "parameters too large to be kept", Root(Iam, "CreateAccessKey", With(("omitted", true))), Severity.Critical),
        ("RW-C06", "for a user", Root(Iam, "CreateAccessKey", With(("userName", "bob"))), 0),
        ("RW-C06", "refused", Root(Iam, "CreateAccessKey", Denied), 0),
        ("RW-C06", "by a user called root", User(Iam, "CreateAccessKey"), 0),
        ("RW-C07", "long-lived key", Root("ec2.amazonaws.com", "DescribeInstances", e => { Identity(e)["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE"; e["readOnly"] = true; }), Severity.Critical),
        ("RW-C07", "session key", Root("ec2.amazonaws.com", "DescribeInstances"), 0),
        ("RW-C07", "a user's key", User("ec2.amazonaws.com", "DescribeInstances"), 0),
        ("RW-C08", "activated", Root(Iam, "UpdateAccessKey", With(("status", "Active"), ("accessKeyId", "AKIA1"))), Severity.Critical),
        ("RW-C08", "deactivated", Root(Iam, "UpdateAccessKey", With(("status", "Inactive"))), 0),
        ("RW-C08", "a user's", Root(Iam, "UpdateAccessKey", With(("status", "Active"), ("userName", "bob"))), 0),
        ("RW-C09", "deleted", Root(Iam, "DeleteAccessKey", With(("accessKeyId", "AKIA1"))), Severity.Info),
        ("RW-C09", "deactivated", Root(Iam, "UpdateAccessKey", With(("status", "Inactive"))), Severity.Info),
        ("RW-C09", "a user's", Root(Iam, "DeleteAccessKey", With(("userName", "bob"))), 0),
        ("RW-C10", "by root", Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))), Severity.Critical),
        ("RW-C10", "by another, by serial", User(Iam, "DeactivateMFADevice", With(("serialNumber", RootSerial))), Severity.Critical),
        ("RW-C10", "refused", User(Iam, "DeactivateMFADevice", e => { With(("serialNumber", RootSerial))(e); Denied(e); }), Severity.Medium),
        ("RW-C10", "a user's", Root(Iam, "DeactivateMFADevice", With(("userName", "bob"), ("serialNumber", "arn:aws:iam::111122223333:mfa/bob"))), 0),
        ("RW-C11", "root's", User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", RootSerial))), Severity.High),
        ("RW-C11", "a user's", Root(Iam, "DeleteVirtualMFADevice", With(("serialNumber", "arn:aws:iam::111122223333:mfa/root"))), 0),
        ("RW-C12", "enabled", Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))), Severity.High),
        ("RW-C12", "created", Root(Iam, "CreateVirtualMFADevice", With(("virtualMFADeviceName", "spare"))), Severity.High),
        ("RW-C12", "for a user", Root(Iam, "EnableMFADevice", With(("userName", "bob"))), 0),
        ("RW-C13", "root's", Root(Iam, "ResyncMFADevice", With(("userName", "AWS ROOT USER"))), Severity.Medium),
        ("RW-C13", "a user's", Root(Iam, "ResyncMFADevice", With(("userName", "bob"))), 0),
        ("RW-C14", "by root", Root(Iam, "CreateLoginProfile"), Severity.Critical),
        ("RW-C14", "from the organisation", Delegated(Iam, "CreateLoginProfile"), Severity.Critical),
        ("RW-C14", "for a user", Root(Iam, "CreateLoginProfile", With(("userName", "bob"))), 0),
        ("RW-C15", "from the organisation", Delegated(Iam, "DeleteLoginProfile"), Severity.Info),
        ("RW-C15", "by root for a user", Root(Iam, "DeleteLoginProfile", With(("userName", "bob"))), 0),
        ("RW-C16", "root's", Root(Iam, "UploadSigningCertificate"), Severity.High),
        ("RW-C16", "for a user", Root(Iam, "UploadSigningCertificate", With(("userName", "bob"))), 0),
        ("RW-C17", "federation token", Root(Sts, "GetFederationToken"), Severity.Critical),
        ("RW-C17", "session token", Root(Sts, "GetSessionToken"), Severity.Critical),
        ("RW-C17", "who am I", Root(Sts, "GetCallerIdentity"), 0),
        ("RW-C17", "a user's", User(Sts, "GetSessionToken"), 0),
        ("RW-A01", "a write", Root("s3.amazonaws.com", "CreateBucket"), Severity.Medium),
        ("RW-A01", "a write whose readOnly is a text", Root("s3.amazonaws.com", "CreateBucket", e => e["readOnly"] = "False"), Severity.Medium),
        ("RW-A01", "a write that does not say so", Root("s3.amazonaws.com", "CreateBucket", e => e.Remove("readOnly")), Severity.Medium),
        ("RW-A01", "on the billing page", Root("billingconsole.amazonaws.com", "SetAlternateContact", e => e["eventType"] = "AwsConsoleAction"), Severity.Medium),
        ("RW-A01", "through the console, AWS Internal", Root("s3.amazonaws.com", "CreateBucket", e => { Identity(e)["invokedBy"] = "AWS Internal"; e["sourceIPAddress"] = "AWS Internal"; }), Severity.Medium),
        ("RW-A01", "a read", Root("s3.amazonaws.com", "ListBuckets", e => e["readOnly"] = true), 0),
        ("RW-A01", "a read that does not say so", Root("s3.amazonaws.com", "ListBuckets", e => e.Remove("readOnly")), 0),
        ("RW-A01", "refused", Root("s3.amazonaws.com", "CreateBucket", Denied), 0),
        ("RW-A01", "a sign-in", SignIn(), 0),
        ("RW-A01", "by Auto Scaling", Root("ec2.amazonaws.com", "RunInstances", e => Identity(e)["invokedBy"] = "autoscaling.amazonaws.com"), 0),
        ("RW-A01", "from a service's address", Root("ec2.amazonaws.com", "RunInstances", e => e["sourceIPAddress"] = "autoscaling.amazonaws.com"), 0),
        ("RW-A01", "a service event", Root("kms.amazonaws.com", "RotateKey", e => e["eventType"] = "AwsServiceEvent"), 0),
        ("RW-A01", "a service-linked role in a new account", Root(Iam, "CreateServiceLinkedRole"), 0),
        ("RW-A01", "from the organisation", Delegated("s3.amazonaws.com", "DeleteBucketPolicy"), 0),
        ("RW-A01", "by a user called root", User("s3.amazonaws.com", "CreateBucket"), 0),
        ("RW-A01", "typed Root with an empty arn", Root("s3.amazonaws.com", "CreateBucket", e => Identity(e)["arn"] = ""), 0),
        ("RW-A01", "an arn ending in :root of another type", User("s3.amazonaws.com", "CreateBucket", e => Identity(e)["arn"] = $"arn:aws:iam::{Account}:root"), 0),
        ("RW-A03", "AccessDenied", Root("s3.amazonaws.com", "CreateBucket", Denied), Severity.Medium),
        ("RW-A03", "AccessDeniedException", Root("kms.amazonaws.com", "CreateKey", e => e["errorCode"] = "AccessDeniedException"), Severity.Medium),
        ("RW-A03", "EC2's old spelling", Root("ec2.amazonaws.com", "RunInstances", e => e["errorCode"] = "Client.UnauthorizedOperation"), Severity.Medium),
        ("RW-A03", "not there", Root("s3.amazonaws.com", "GetBucketPolicy", e => e["errorCode"] = "NoSuchBucketPolicy"), 0),
        ("RW-A03", "a user", User("s3.amazonaws.com", "CreateBucket", Denied), 0),
        ("RW-A04", "a user", Root(Iam, "CreateUser", With(("userName", "eve"))), Severity.Critical),
        ("RW-A04", "a policy attached", Root(Iam, "AttachUserPolicy", With(("userName", "eve"))), Severity.Critical),
        ("RW-A04", "a policy written", Root(Iam, "PutRolePolicy", With(("roleName", "r"))), Severity.Critical),
        ("RW-A04", "a key for a user", Root(Iam, "CreateAccessKey", With(("userName", "eve"))), Severity.Critical),
        ("RW-A04", "root's own key", Root(Iam, "CreateAccessKey"), 0),
        ("RW-A04", "a policy detached", Root(Iam, "DetachUserPolicy", With(("userName", "eve"))), 0),
        ("RW-A04", "refused", Root(Iam, "CreateUser", Denied), 0),
        ("RW-A04", "a bucket's policy", Root("s3.amazonaws.com", "PutBucketPolicy"), 0),
        ("RW-A06", "opened", Root(CloudShell, "CreateEnvironment"), Severity.High),
        ("RW-A06", "by a user", User(CloudShell, "CreateEnvironment"), 0),
        ("RW-A07", "a read", Root(Iam, "ListAccessKeys", e => e["readOnly"] = true), Severity.Low),
        ("RW-A07", "a sign-in", SignIn(), 0),
        ("RW-A07", "a user", User(Iam, "ListAccessKeys"), 0),
        ("RW-O08", "a read", Delegated(Iam, "ListAccessKeys", e => e["readOnly"] = true), Severity.Info),
        ("RW-O08", "a person", Root(Iam, "ListAccessKeys"), 0),
        ("RW-D01", "by a user", User(CloudTrail, "StopLogging"), Severity.Critical),
        ("RW-D01", "refused", User(CloudTrail, "StopLogging", Denied), Severity.Medium),
        ("RW-D01", "started", User(CloudTrail, "StartLogging"), 0),
        ("RW-D01", "another service's call of that name", User("example.amazonaws.com", "StopLogging"), 0),
        ("RW-D02", "by root", Root(CloudTrail, "DeleteTrail"), Severity.Critical),
        ("RW-D02", "created", Root(CloudTrail, "CreateTrail"), 0),
        ("RW-D03", "one region", User(CloudTrail, "UpdateTrail", With(("name", "t"), ("isMultiRegionTrail", false))), Severity.High),
        ("RW-D03", "bucket", User(CloudTrail, "UpdateTrail", With(("name", "t"), ("s3BucketName", "elsewhere"))), Severity.High),
        ("RW-D03", "log group taken away", User(CloudTrail, "UpdateTrail", With(("name", "t"), ("cloudWatchLogsLogGroupArn", ""))), Severity.High),
        ("RW-D03", "strengthened", User(CloudTrail, "UpdateTrail", With(("name", "t"), ("isMultiRegionTrail", true), ("enableLogFileValidation", true))), 0),
        ("RW-D04", "management events left out", User(CloudTrail, "PutEventSelectors", Selectors("""[{"readWriteType":"All","includeManagementEvents":false}]""")), Severity.Critical),
        ("RW-D04", "reads only", User(CloudTrail, "PutEventSelectors", Selectors("""[{"readWriteType":"ReadOnly","includeManagementEvents":true}]""")), Severity.Critical),
        ("RW-D04", "advanced, data events only", User(CloudTrail, "PutEventSelectors", With(("advancedEventSelectors", JsonNode.Parse("""[{"fieldSelectors":[{"field":"eventCategory","equals":["Data"]}]}]""")))), Severity.Critical),
        ("RW-D04", "all kept", User(CloudTrail, "PutEventSelectors", Selectors("""[{"readWriteType":"All","includeManagementEvents":true}]""")), 0),
        ("RW-D04", "advanced, management without KMS", User(CloudTrail, "PutEventSelectors", With(("advancedEventSelectors", JsonNode.Parse("""[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{"field":"eventSource","notEquals":["kms.amazonaws.com"]}]}]""")))), 0),
        ("RW-D05", "ingestion stopped", User(CloudTrail, "StopEventDataStoreIngestion"), Severity.High),
        ("RW-D05", "insights emptied", User(CloudTrail, "PutInsightSelectors", With(("insightSelectors", new JsonArray()))), Severity.High),
        ("RW-D05", "insights set", User(CloudTrail, "PutInsightSelectors", With(("insightSelectors", JsonNode.Parse("""[{"insightType":"ApiCallRateInsight"}]""")))), 0),
    ];

    public static TheoryData<string, string> Names => new(Cases.Select(c => (c.Rule, c.Case)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_sees_its_case_and_not_its_near_miss(string rule, string name)
    {
        var (_, _, record, expected) = Cases.Single(c => c.Rule == rule && c.Case == name);

        var alert = Advance(record).Alerts.SingleOrDefault(alert => alert.RuleId == rule);

        Assert.Equal(expected, alert?.Severity ?? 0);
    }

    [Fact]
    public void Every_rule_has_a_case_and_a_near_miss()
    {
        foreach (var rule in RuleCatalogue.All)
        {
            Assert.True(Cases.Any(c => c.Rule == rule.Id && c.Expected == rule.Severity), $"{rule.Id} has no case.");
            Assert.True(Cases.Any(c => c.Rule == rule.Id && c.Expected == 0), $"{rule.Id} has no near miss.");
        }
    }

    [Fact]
    public void A_second_device_is_critical_unless_the_first_was_deactivated()
    {
        var first = Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)));
        var second = Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", "arn:aws:iam::111122223333:mfa/yubikey")));
        var deactivated = Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)));
        var withOne = Advance(first).State;

        Assert.Equal(Severity.Critical, Told(withOne, second));
        Assert.Equal(Severity.High, Told(withOne, first));
        Assert.Equal(Severity.High, Told(Advance(withOne, deactivated).State, second));

        static Severity Told(WatchState state, JsonObject record) => Advance(state, record).Alerts.Single(alert => alert.RuleId == "RW-C12").Severity;
    }

    [Fact]
    public void A_device_of_any_name_is_roots_once_root_was_seen_to_enable_it()
    {
        const string Serial = "arn:aws:iam::111122223333:mfa/phone";
        var deleted = User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", Serial)));
        var known = Advance(Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", Serial)))).State;

        Assert.Empty(Advance(deleted).Alerts);
        Assert.Equal(["RW-C11"], Advance(known, deleted).Alerts.Select(alert => alert.RuleId));
        Assert.Empty(Advance(known, deleted).State.RootMfaDevices);
    }

    [Fact]
    public void The_first_use_of_a_call_is_told_once_and_has_the_same_id_whichever_use_it_was()
    {
        var early = Root(Iam, "ListAccessKeys");
        var late = Root(Iam, "ListAccessKeys", e => { e["eventID"] = "0a1b2c3d-0000-4000-8000-00000000ffff"; e["eventTime"] = "2026-03-01T11:00:00Z"; });

        var both = First(Advance(early, late));

        Assert.Equal(Assert.Single(First(Advance(late))).AlertId, Assert.Single(both).AlertId);
        Assert.Empty(First(Advance(Advance(early).State, late)));

        static List<Alert> First(WatchStep step) => [.. step.Alerts.Where(alert => alert.RuleId == "RW-A07")];
    }

    private static JsonObject Identity(JsonObject record) => record["userIdentity"]!.AsObject();

    private static Action<JsonObject> Selectors(string json) => With(("trailName", "t"), ("eventSelectors", JsonNode.Parse(json)));
}
