using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using RootWatch.AwsSimulator.Control;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>What happens in one account, and what people are told of it.</summary>
internal sealed class Story(StoryServer server, string name)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Of the last thing that happened, or will.</summary>
    private DateTimeOffset _last;

    public FleetAccount Account { get; } = server.AccountOf(name);

    public EmergencyService.EmergencyServiceClient Windows => new(server.Channel);

    /// <summary>Somebody types root's password into the console.</summary>
    public void SignIn(bool mfa = true) => SignInPage("ConsoleLogin", record => record["additionalEventData"] = new JsonObject { ["MFAUsed"] = mfa ? "Yes" : "No", ["MobileVersion"] = "No" });

    public void ChangePassword() => SignInPage("PasswordUpdated");

    /// <summary>Root calls AWS from the console.</summary>
    public void Call(string service, string call, bool mfa = true, bool readOnly = false) => Happen($"{service}.amazonaws.com", call, record =>
    {
        record["readOnly"] = readOnly;
        record["userIdentity"]!["sessionContext"] = new JsonObject
        {
            ["attributes"] = new JsonObject { ["creationDate"] = record["eventTime"]!.GetValue<string>(), ["mfaAuthenticated"] = mfa ? "true" : "false" },
        };
    });

    /// <summary>
    /// Something is recorded, of root unless the record is changed to another's; a second after what was last, since what
    /// happens in one second has no order.
    /// </summary>
    public void Happen(string source, string call, Action<JsonObject>? change = null)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _last = _last.AddSeconds(1) > now ? _last.AddSeconds(1) : now;
        JsonObject record = new()
        {
            ["eventVersion"] = "1.08",
            ["userIdentity"] = new JsonObject { ["type"] = "Root", ["principalId"] = Account.Id, ["arn"] = $"arn:aws:iam::{Account.Id}:root", ["accountId"] = Account.Id, ["accessKeyId"] = "" },
            ["eventTime"] = _last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["eventSource"] = source,
            ["eventName"] = call,
            ["awsRegion"] = "us-east-1",
            ["sourceIPAddress"] = "203.0.113.7",
            ["userAgent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            ["requestParameters"] = null,
            ["readOnly"] = false,
            ["eventID"] = Guid.NewGuid().ToString(),
            ["eventType"] = "AwsApiCall",
            ["recipientAccountId"] = Account.Id,
        };
        change?.Invoke(record);
        server.Aws.Inject(new InjectedEvent { Account = Account.Id, Region = "us-east-1", Record = JsonSerializer.SerializeToElement(record) });
    }

    /// <summary>One of the simulator's, which begins now: what had been put into the past would be late, and told so.</summary>
    public void Incident(string script) =>
        _last = server.Aws.StartIncident(script, Account.Id, ago: TimeSpan.Zero, visibleIn: TimeSpan.Zero).Max(happened => happened.EventTime);

    /// <summary>Somebody vouches for all that no call shows, but for the named subjects.</summary>
    public async Task AttestAllBut(params string[] subjects)
    {
        foreach (string subject in Detection.Posture.AttestationSubjects.All.Except(subjects))
        {
            await new AttestationService.AttestationServiceClient(server.Channel).AddAttestationAsync(
                new() { AccountId = Account.Id, Subject = subject, Statement = "it is so" }, StoryServer.As("alice"));
        }
    }

    /// <summary>Bob asks for an hour, and alice agrees.</summary>
    public async Task<string> OpenWindow(params string[] allowed)
    {
        string id = (await Windows.RequestWindowAsync(
            new() { AccountId = Account.Id, Purpose = "bring production back", Ticket = "OPS-7", AllowedActions = { allowed }, Length = TimeSpan.FromHours(1).ToDuration() }, StoryServer.As("bob"))).Window.WindowId;
        await Windows.ApproveWindowAsync(new() { WindowId = id }, StoryServer.As("alice"));
        return id;
    }

    /// <summary>Everything that has happened so far is read, judged and told, and so is how the account is set up.</summary>
    public async Task Settled()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset happened = _last > now ? _last : now;
        PostureService.PostureServiceClient posture = new(server.Channel);
        await server.Program.Until($"{name}: the account's posture is read", Limit, async () =>
            (await posture.GetPostureAsync(new() { AccountId = Account.Id }, StoryServer.As("bob"))).Posture.Results.First(result => result.Check == "P01").ObservedAt?.ToDateTimeOffset() > happened);
        // What that reading raised is told by the end of its turn; a watermark behind it belongs to a later one.
        await ReadUpTo(TimeProvider.System.GetUtcNow());
    }

    /// <summary>Everything that has happened so far is read; what follows from how the account is set up may yet come.</summary>
    public Task Read() => ReadUpTo(_last);

    /// <summary>Everything that had happened by then is read.</summary>
    public Task ReadUpTo(DateTimeOffset time) => server.Program.Until($"{name}: the account is read up to {time:O}", Limit, async () => (await Watched()).Watermark?.ToDateTimeOffset() >= time);

    public async Task<Account> Watched() => (await new AccountService.AccountServiceClient(server.Channel).GetAccountAsync(new() { AccountId = Account.Id }, StoryServer.As("bob"))).Account;

    /// <summary>All that people were told of the account, in the log's order.</summary>
    public async Task<IReadOnlyList<Alert>> Alerts() => (await new AlertService.AlertServiceClient(server.Channel).ListAlertsAsync(
        new() { PageSize = 1000, Filter = new AlertFilter { AccountId = Account.Id } }, StoryServer.As("bob"))).Alerts;

    /// <summary>The same as rules, in their order; <c>RW-A07 x3</c> told of three things. No alert comes twice.</summary>
    public async Task<string> Told()
    {
        IReadOnlyList<Alert> alerts = await Alerts();
        Assert.Distinct(alerts.Select(alert => alert.AlertId));
        return string.Join(", ", alerts.CountBy(alert => alert.RuleId).OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => rule.Value == 1 ? rule.Key : $"{rule.Key} x{rule.Value}"));
    }

    /// <summary>The rules that told something of this severity.</summary>
    public async Task<string> Told(Severity severity) =>
        string.Join(", ", (await Alerts()).Where(alert => alert.Severity == severity).Select(alert => alert.RuleId).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The checks that say what was asked for.</summary>
    public async Task<string> Checks(PostureStatus status) =>
        string.Join(' ', (await new PostureService.PostureServiceClient(server.Channel).GetPostureAsync(new() { AccountId = Account.Id }, StoryServer.As("bob"))).Posture.Results
            .Where(result => result.Status == status).Select(result => result.Check));

    /// <summary>The answers to the seven points, in their order.</summary>
    public async Task<string> Checklist() => string.Join(' ',
        (await new PostureService.PostureServiceClient(server.Channel).GetChecklistAsync(new() { AccountId = Account.Id }, StoryServer.As("bob"))).Checklist.Points.Select(point => point.Status.ToString().ToUpperInvariant()));

    /// <summary>What <c>rootwatch report</c> writes of these days, as data.</summary>
    public async Task<JsonElement> Report()
    {
        string folder = server.Folder($"report-{name}-{Guid.NewGuid():n}");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string period = string.Create(CultureInfo.InvariantCulture, $"{now.AddDays(-1):yyyy-MM-dd}..{now.AddDays(1):yyyy-MM-dd}");
        await Cli("report", "--tenant", Account.TenantId, "--period", period, "--out", folder);
        return JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json")));
    }

    /// <summary>The sums of a report: points that pass, fail, are unknown and exempt; alerts from critical to info; windows, and how many without review; drills, and how many passed.</summary>
    public static string Sums(JsonElement report)
    {
        JsonElement totals = report.GetProperty("totals");
        return $"points {Numbers(totals.GetProperty("checklistPoints"))}; alerts {Numbers(totals.GetProperty("alerts"))}; windows {totals.GetProperty("windows")} {totals.GetProperty("windowsUnreviewed")}; "
            + $"drills {totals.GetProperty("drills")} {totals.GetProperty("drillsPassed")}; changes {totals.GetProperty("changes")}; blind {totals.GetProperty("blindSeconds")}";
    }

    /// <summary>The rules of a report's alerts, with what is counted as a change.</summary>
    public static string Changes(JsonElement report)
    {
        HashSet<string> changes = [.. report.GetProperty("changes").EnumerateArray().Select(id => id.GetString()!)];
        return string.Join(", ", report.GetProperty("alerts").EnumerateArray().Where(alert => changes.Contains(alert.GetProperty("alertId").GetString()!))
            .Select(alert => alert.GetProperty("ruleId").GetString()!).Order(StringComparer.Ordinal));
    }

    /// <summary>Runs the command line as bob; it has to succeed.</summary>
    public Task<string> Cli(params string[] arguments) => CliAs("bob", arguments);

    public async Task<string> CliAs(string person, params string[] arguments)
    {
        await using RunningProgram cli = RunningProgram.Start(
            CliPath, [.. arguments, "--server", server.GrpcAddress], new Dictionary<string, string> { ["ROOTWATCH_TOKEN"] = StoryServer.Token(person) });
        int code = await cli.WaitForExit(TimeSpan.FromSeconds(60));
        Assert.True(code == 0, $"rootwatch {string.Join(' ', arguments)} ended with {code}:\n{cli.Output}");
        return cli.Output;
    }

    /// <summary>What the server counts of alerts and events, of all accounts.</summary>
    public async Task<IReadOnlyList<string>> Counted()
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
        return [.. (await http.GetStringAsync(server.Metrics)).Split('\n').Where(line =>
            line.StartsWith("rootwatch_alerts_raised_total", StringComparison.Ordinal) || line.StartsWith("rootwatch_events_read_total", StringComparison.Ordinal))];
    }

    /// <summary>In the same configuration as this.</summary>
    private static readonly string CliPath = Path.Combine(
        Repository.Root, "src", "RootWatch.Cli", Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "RootWatch.Server.Tests"), AppContext.BaseDirectory), "rootwatch");

    private void SignInPage(string call, Action<JsonObject>? change = null) => Happen("signin.amazonaws.com", call, record =>
    {
        record["eventType"] = "AwsConsoleSignIn";
        record["responseElements"] = new JsonObject { [call] = "Success" };
        change?.Invoke(record);
    });

    private static string Numbers(JsonElement counts) => string.Join('/', counts.EnumerateObject().Select(count => count.Value.ToString()));
}
