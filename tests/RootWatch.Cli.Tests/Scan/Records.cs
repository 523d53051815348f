using System.Text.Json.Nodes;

namespace RootWatch.Cli.Tests.Scan;

/// <summary>Records as CloudTrail writes them; made up.</summary>
internal static class Records
{
    /// <summary>A console sign-in of root with MFA: one RW-S01.</summary>
    public static JsonObject SignIn(int n, Action<JsonObject>? change = null)
    {
        var record = new JsonObject
        {
            ["eventVersion"] = "1.08",
            ["userIdentity"] = new JsonObject
            {
                ["type"] = "Root",
                ["principalId"] = "111122223333",
                ["arn"] = "arn:aws:iam::111122223333:root",
                ["accountId"] = "111122223333",
                ["accessKeyId"] = "",
            },
            ["eventTime"] = DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["eventSource"] = "signin.amazonaws.com",
            ["eventName"] = "ConsoleLogin",
            ["awsRegion"] = "us-east-1",
            ["sourceIPAddress"] = "192.0.2.7",
            ["userAgent"] = "Mozilla/5.0",
            ["requestParameters"] = null,
            ["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" },
            ["additionalEventData"] = new JsonObject { ["MFAUsed"] = "Yes" },
            ["eventID"] = $"00000000-0000-4000-8000-{n:d12}",
            ["eventType"] = "AwsConsoleSignIn",
            ["recipientAccountId"] = "111122223333",
        };
        change?.Invoke(record);
        return record;
    }

    /// <summary>An IAM user called root: nothing.</summary>
    public static JsonObject SignInOfUserCalledRoot(int n) => SignIn(n, record => record["userIdentity"] = new JsonObject
    {
        ["type"] = "IAMUser",
        ["principalId"] = "AIDAEXAMPLE",
        ["arn"] = "arn:aws:iam::111122223333:user/root",
        ["accountId"] = "111122223333",
        ["userName"] = "root",
    });

    public static string Lines(params JsonObject[] records) => string.Concat(records.Select(record => record.ToJsonString() + "\n"));

    public static string LogFile(params JsonObject[] records) => new JsonObject { ["Records"] = new JsonArray([.. records]) }.ToJsonString();

    public static string LookupPage(params JsonObject[] records) => new JsonObject
    {
        ["Events"] = new JsonArray([.. records.Select(record => new JsonObject
        {
            ["EventId"] = record["eventID"]!.DeepClone(),
            ["EventName"] = record["eventName"]!.DeepClone(),
            ["Username"] = "root",
            ["CloudTrailEvent"] = record.ToJsonString(),
        })]),
        ["NextToken"] = "abc",
    }.ToJsonString();
}
