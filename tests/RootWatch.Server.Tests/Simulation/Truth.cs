using System.Globalization;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>An event as it happened, and when CloudTrail begins to show it.</summary>
/// <param name="Must">The rule that tells of it whatever came before; null for what may only add to the noise.</param>
/// <param name="May">An alert about it is no phantom.</param>
internal sealed record TrueEvent(
    string Region, string? EventId, DateTimeOffset Time, DateTimeOffset VisibleAt, string? Username, string Source, string Name, string Record, string? Must, bool May)
{
    /// <summary>What it is found under as a resource; null: nothing.</summary>
    public string? Resource { get; init; }
}

/// <summary>Makes records the way CloudTrail writes them.</summary>
/// <param name="made">How many were made before.</param>
internal sealed class TrueEvents(string accountId, Random random, int made = 0)
{
    public const string Home = "us-east-1";
    public const string SignIn = "signin.amazonaws.com";
    private readonly int _number = accountId[^1];
    private int _made = made;

    /// <summary>What root did, which somebody must be told. A sign-in lands in the home region; with an alias its user name is the alias.</summary>
    public TrueEvent Root(string region, DateTimeOffset time, TimeSpan delay, string? alias)
    {
        string identity = RootIdentity("");
        if (region == Home && random.Next(3) > 0)
        {
            return Make(Home, time, delay, alias ?? "root", SignIn, "ConsoleLogin", identity,
                """ "eventType":"AwsConsoleSignIn","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"No"}, """, "RW-S02", true);
        }

        return region == Home && random.Next(2) == 0
            ? Make(Home, time, delay, alias ?? "root", "iam.amazonaws.com", "CreateAccessKey", identity, """ "eventType":"AwsApiCall","requestParameters":null, """, "RW-C06", true)
            : Make(region, time, delay, "root", "ec2.amazonaws.com", "AuthorizeSecurityGroupIngress", identity, """ "eventType":"AwsApiCall","readOnly":false,"managementEvent":true, """, "RW-A01", true);
    }

    /// <summary>What looks like root's and is not, what is nobody's, and what cannot be read.</summary>
    public TrueEvent Decoy(string region, DateTimeOffset time, TimeSpan delay)
    {
        string user = $$"""{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::{{accountId}}:user/root","accountId":"{{accountId}}","userName":"root"}""";
        return random.Next(8) switch
        {
            0 or 1 => Make(region, time, delay, "root", "ec2.amazonaws.com", "RunInstances", user, """ "eventType":"AwsApiCall","readOnly":false, """, null, false),
            2 => Make(region, time, delay, "alice", SignIn, "ConsoleLogin", user.Replace("root", "alice", StringComparison.Ordinal),
                """ "eventType":"AwsConsoleSignIn","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"Yes"}, """, null, false),
            3 => Make(region, time, delay, "root", "s3.amazonaws.com", "DeleteBucketPolicy", RootIdentity(""","sessionContext":{"assumedRoot":"true"}"""), """ "eventType":"AwsApiCall","readOnly":false, """, null, true),
            4 => Make(region, time, delay, "root", "kms.amazonaws.com", "Decrypt", RootIdentity(""","invokedBy":"rds.amazonaws.com" """), """ "eventType":"AwsApiCall","readOnly":true, """, null, false),
            5 => new TrueEvent(region, NewId(), time, time + delay, "root", "ec2.amazonaws.com", "Broken", "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"Ro", null, false),
            6 => new TrueEvent(region, NewId(), time, time + delay, null, SignIn, "Strange", """{"eventVersion":"9.99","userIdentity":null,"eventTime":null,"eventSource":7,"x":[[[]]]}""", null, false),
            _ => Make(region, time, delay, "root", "ec2.amazonaws.com", "DescribeInstances", RootIdentity(""), """ "eventType":"AwsApiCall","readOnly":true, """, null, true),
        };
    }

    /// <summary>A record of a call of ours, as it shows up in the history that we read.</summary>
    public TrueEvent OwnCall(string region, DateTimeOffset time, string source, string name) =>
        Make(region, time, TimeSpan.FromMinutes(2), "rootwatch", source, name,
            $$"""{"type":"AssumedRole","principalId":"AROAEXAMPLE:rootwatch","arn":"arn:aws:sts::{{accountId}}:assumed-role/RootWatch/rootwatch","accountId":"{{accountId}}"}""",
            """ "eventType":"AwsApiCall","readOnly":true, """, null, false);

    /// <summary>The record of an AssumeRole that was answered.</summary>
    public TrueEvent AssumedRole(string region, DateTimeOffset time, TimeSpan delay, string roleArn, string accessKeyId) =>
        Make(region, time, delay, null, "sts.amazonaws.com", "AssumeRole", """{"type":"AWSAccount","principalId":"AIDAEXAMPLE","accountId":"999999999999"}""",
            $$$"""
             "eventType":"AwsApiCall","readOnly":true,"requestParameters":{"roleArn":"{{{roleArn}}}","roleSessionName":"rootwatch"},"responseElements":{"credentials":{"accessKeyId":"{{{accessKeyId}}}"}},
            """, null, false) with
        { Resource = roleArn };

    private string RootIdentity(string more) =>
        $$"""{"type":"Root","principalId":"{{accountId}}","arn":"arn:aws:iam::{{accountId}}:root","accountId":"{{accountId}}"{{more}}}""";

    private string NewId() => new Guid(++_made, (short)random.Next(short.MaxValue), 0x4abc, 0x80, 1, 2, 3, 4, 5, (byte)_number, 7).ToString();

    private TrueEvent Make(string region, DateTimeOffset time, TimeSpan delay, string? username, string source, string name, string identity, string more, string? must, bool may)
    {
        string id = NewId();
        string at = time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string record = $$"""{"eventVersion":"1.08","userIdentity":{{identity}},"eventTime":"{{at}}","eventSource":"{{source}}","eventName":"{{name}}","awsRegion":"{{region}}","sourceIPAddress":"203.0.113.9","userAgent":"Mozilla/5.0",{{more}}"eventID":"{{id}}","recipientAccountId":"{{accountId}}"}""";
        return new TrueEvent(region, id, time, time + delay, username, source, name, record, must, may);
    }
}
