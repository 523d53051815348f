using System.Globalization;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Incidents;

/// <summary>Somebody who acts as root in one account during one incident; writes the records in the shapes that real ones have.</summary>
internal sealed class RootActor
{
    private const string Browser =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly DateTimeOffset _start;
    private readonly string _sourceIp;
    private readonly string _sessionKey;
    private string _sessionBegan;
    private bool _sessionHasMfa;

    public RootActor(string account, IReadOnlyList<string> regions, DateTimeOffset start, Seed seed, long incident)
    {
        Account = account;
        Regions = regions;
        _start = start;
        _sourceIp = $"203.0.113.{1 + seed.Below(254, "incident-address", incident)}";
        _sessionKey = "ASIA" + seed.Text(Base32, 16, "incident-session", incident);
        AccessKey = "AKIA" + seed.Text(Base32, 16, "incident-key", incident);
        _sessionBegan = Stamp(start);
    }

    public string Account { get; }

    public IReadOnlyList<string> Regions { get; }

    /// <summary>The long-lived root access key of this incident.</summary>
    public string AccessKey { get; }

    public string Arn => $"arn:aws:iam::{Account}:root";

    public string MfaSerial => $"arn:aws:iam::{Account}:mfa/root-account-mfa-device";

    public string TrailArn => $"arn:aws:cloudtrail:{CommercialRegions.Home}:{Account}:trail/{CloudTrail.Trails.TrailName}";

    /// <summary>A console sign-in; if it succeeds, the calls after it belong to its session.</summary>
    public IncidentStep SignIn(double at, bool mfa, bool success = true)
    {
        if (success)
        {
            _sessionBegan = Stamp(_start.AddSeconds(at));
            _sessionHasMfa = mfa;
        }

        var record = SignInEvent("ConsoleLogin", success);
        record["additionalEventData"] = new JsonObject
        {
            ["LoginTo"] = "https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_us-east-1",
            ["MobileVersion"] = "No",
            ["MFAUsed"] = mfa ? "Yes" : "No",
        };
        if (mfa)
        {
            record["additionalEventData"]!["MFAIdentifier"] = MfaSerial;
        }

        if (!success)
        {
            record["errorMessage"] = "Failed authentication";
        }

        return new IncidentStep(at, CommercialRegions.Home, record);
    }

    /// <summary>Another event of the sign-in service: password, recovery, e-mail.</summary>
    public IncidentStep SignInService(double at, string eventName) =>
        new(at, CommercialRegions.Home, SignInEvent(eventName, success: true));

    /// <summary>A call from the console, in the session of the last sign-in.</summary>
    public IncidentStep Console(double at, string source, string eventName, string region, JsonObject? request = null, JsonObject? response = null, bool readOnly = false)
    {
        var identity = Identity(_sessionKey);
        identity["sessionContext"] = new JsonObject
        {
            ["attributes"] = new JsonObject { ["creationDate"] = _sessionBegan, ["mfaAuthenticated"] = _sessionHasMfa ? "true" : "false" },
        };
        var record = Call(identity, source, eventName, region, Browser, request, response, readOnly);
        record["sessionCredentialFromConsole"] = "true";
        return new IncidentStep(at, region, record);
    }

    /// <summary>A call signed with the root access key: no session, no console.</summary>
    public IncidentStep WithKey(double at, string source, string eventName, string region, JsonObject? request = null, bool readOnly = false) =>
        new(at, region, Call(Identity(AccessKey), source, eventName, region, "aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0 exe/x86_64 prompt/off", request, null, readOnly));

    private JsonObject SignInEvent(string eventName, bool success) => new()
    {
        ["eventVersion"] = "1.08",
        ["userIdentity"] = Identity(""),
        ["eventSource"] = "signin.amazonaws.com",
        ["eventName"] = eventName,
        ["awsRegion"] = CommercialRegions.Home,
        ["sourceIPAddress"] = _sourceIp,
        ["userAgent"] = Browser,
        ["requestParameters"] = null,
        ["responseElements"] = new JsonObject { [eventName] = success ? "Success" : "Failure" },
        ["readOnly"] = false,
        ["eventType"] = "AwsConsoleSignIn",
        ["managementEvent"] = true,
        ["recipientAccountId"] = Account,
        ["eventCategory"] = "Management",
    };

    private JsonObject Call(
        JsonObject identity, string source, string eventName, string region, string agent, JsonObject? request, JsonObject? response, bool readOnly) => new()
        {
            ["eventVersion"] = "1.10",
            ["userIdentity"] = identity,
            ["eventSource"] = source,
            ["eventName"] = eventName,
            ["awsRegion"] = region,
            ["sourceIPAddress"] = _sourceIp,
            ["userAgent"] = agent,
            ["requestParameters"] = request,
            ["responseElements"] = response,
            ["readOnly"] = readOnly,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = Account,
            ["eventCategory"] = "Management",
        };

    private JsonObject Identity(string accessKeyId) => new()
    {
        ["type"] = "Root",
        ["principalId"] = Account,
        ["arn"] = Arn,
        ["accountId"] = Account,
        ["accessKeyId"] = accessKeyId,
    };

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
