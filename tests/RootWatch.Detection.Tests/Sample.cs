using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RootWatch.Detection.Tests;

/// <summary>Records as AWS writes them, made by hand; each test changes what it is about.</summary>
internal static class Sample
{
    public const string Account = "111122223333";
    public const string RootSerial = $"arn:aws:iam::{Account}:mfa/root-account-mfa-device";
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly WatchSubject Subject = new("acme", Account, Now.AddDays(-30));

    public static JsonObject Root(string source, string name, Action<JsonObject>? change = null) => Record(source, name, new JsonObject
    {
        ["type"] = "Root",
        ["principalId"] = Account,
        ["arn"] = $"arn:aws:iam::{Account}:root",
        ["accountId"] = Account,
        ["accessKeyId"] = "ASIAIOSFODNN7EXAMPLE",
        ["sessionContext"] = new JsonObject
        {
            ["attributes"] = new JsonObject { ["creationDate"] = "2026-03-01T10:00:00Z", ["mfaAuthenticated"] = "true" },
        },
    }, change);

    public static JsonObject User(string source, string name, Action<JsonObject>? change = null) => Record(source, name, new JsonObject
    {
        ["type"] = "IAMUser",
        ["principalId"] = "AIDAEXAMPLE",
        ["arn"] = $"arn:aws:iam::{Account}:user/root",
        ["accountId"] = Account,
        ["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE",
        ["userName"] = "root",
    }, change);

    /// <summary>The session that AssumeRoot gives.</summary>
    public static JsonObject Delegated(string source, string name, Action<JsonObject>? change = null) => Root(source, name, e =>
    {
        e["userIdentity"]!["sessionContext"]!["assumedRoot"] = "true";
        change?.Invoke(e);
    });

    public static JsonObject SignIn(string outcome = "Success", string? mfaUsed = "Yes", Action<JsonObject>? change = null) =>
        Root("signin.amazonaws.com", "ConsoleLogin", e =>
        {
            e["eventType"] = "AwsConsoleSignIn";
            e["userIdentity"]!.AsObject().Remove("sessionContext");
            e["userIdentity"]!["accessKeyId"] = "";
            e["responseElements"] = new JsonObject { ["ConsoleLogin"] = outcome };
            e["additionalEventData"] = new JsonObject { ["MobileVersion"] = "No" };
            if (mfaUsed is not null)
            {
                e["additionalEventData"]!["MFAUsed"] = mfaUsed;
            }

            if (outcome == "Failure")
            {
                e["errorMessage"] = "Failed authentication";
            }

            change?.Invoke(e);
        });

    /// <summary>One of the other events of the sign-in pages.</summary>
    public static JsonObject SignInPage(string name, string outcome = "Success") => SignIn("Success", null, e =>
    {
        e["eventName"] = name;
        e["responseElements"] = new JsonObject { [name] = outcome };
    });

    public static Action<JsonObject> With(params (string Name, JsonNode? Value)[] parameters) => e =>
    {
        var request = new JsonObject();
        foreach (var (name, value) in parameters)
        {
            request[name] = value;
        }

        e["requestParameters"] = request;
    };

    public static JsonObject Identity(JsonObject record) => record["userIdentity"]!.AsObject();

    public static void Denied(JsonObject e) => e["errorCode"] = "AccessDenied";

    /// <summary>What an agent of root does with AWS MCP Server: its name is all that the record tells of where from.</summary>
    public static void ThroughAgentServer(JsonObject e)
    {
        Identity(e)["invokedBy"] = "aws-mcp.amazonaws.com";
        (e["sourceIPAddress"], e["userAgent"]) = ("aws-mcp.amazonaws.com", "aws-mcp.amazonaws.com");
    }

    /// <summary>Another event, half a minute later unless it has a time of its own.</summary>
    public static void Next(JsonObject e)
    {
        e["eventID"] = "0a1b2c3d-0000-4000-8000-00000000abce";
        if ((string?)e["eventTime"] == "2026-03-01T10:00:30Z")
        {
            e["eventTime"] = "2026-03-01T10:01:00Z";
        }
    }

    /// <summary>The first recorded event of that name in a file of ../shared/data/cloudtrail, as it was published.</summary>
    public static JsonObject Real(string file, string eventName, Predicate<JsonObject>? which = null) =>
        File.ReadLines(Path.Combine(Repository.RealRecords, file)).Where(line => line.Contains($"\"{eventName}\"", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .First(record => (string?)record["eventName"] == eventName && which?.Invoke(record) != false);

    /// <summary>The record, so many minutes after 10:00 and with an id of its own.</summary>
    public static JsonObject At(double minutes, JsonObject record)
    {
        var time = Now.AddHours(-2).AddMinutes(minutes);
        record["eventTime"] = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        record["eventID"] = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(record.ToJsonString())).AsSpan(0, 16)).ToString();
        return record;
    }

    public static DateTimeOffset TimeOf(JsonObject record) =>
        DateTimeOffset.Parse(record["eventTime"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    public static Action<JsonObject> From(string address) => e => e["sourceIPAddress"] = address;

    public static WatchStep Advance(params JsonNode[] records) => Advance(WatchState.Empty, records);

    public static WatchStep Advance(WatchState state, params JsonNode[] records) =>
        AccountWatch.Advance(state, Subject, [.. records.Select(record => record.ToJsonString())], Now);

    private static JsonObject Record(string source, string name, JsonObject identity, Action<JsonObject>? change)
    {
        var record = new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["userIdentity"] = identity,
            ["eventTime"] = "2026-03-01T10:00:30Z",
            ["eventSource"] = source,
            ["eventName"] = name,
            ["awsRegion"] = "us-east-1",
            ["sourceIPAddress"] = "198.51.100.7",
            ["userAgent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            ["requestParameters"] = null,
            ["responseElements"] = null,
            ["eventID"] = "0a1b2c3d-0000-4000-8000-00000000abcd",
            ["readOnly"] = false,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = Account,
            ["eventCategory"] = "Management",
        };
        change?.Invoke(record);
        return record;
    }
}
