using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RootWatch.AwsSimulator;

/// <summary>The command line. Its defaults make a lively demo; those of <see cref="SimulatorOptions"/> a quiet test.</summary>
internal static class SimulatorCommand
{
    private static readonly SimulatorOptions Quiet = new();

    private static readonly Option<string> Listen = Text("--listen", "ADDRESS:PORT", "Where to listen; port 0 takes a free one.", "127.0.0.1:4566");
    private static readonly Option<int> Accounts = Number("--accounts", "Accounts in the fleet.", 50);
    private static readonly Option<int> Regions = Number("--regions", "Regions enabled in every account: us-east-1 first, the third an opt-in one.", 3);
    private static readonly Option<int?> Tenants = new("--tenants") { HelpName = "N", Description = "Tenants that own the accounts [default: one for every ten accounts]." };
    private static readonly Option<string?> ExternalIdPrefix = new("--external-id-prefix") { HelpName = "TEXT", Description = "External ids are this, a hyphen and the account id, as a stack set makes them [default: each account has one of its own]." };
    private static readonly Option<long> Seed = new("--seed") { HelpName = "N", Description = "Ids, names, delays and choices follow from it.", DefaultValueFactory = _ => Quiet.Seed };
    private static readonly Option<string?> WriteAccounts = new("--write-accounts") { HelpName = "PATH", Description = "Write the fleet as an accounts.yaml once it listens." };
    private static readonly Option<string?> Records = new("--records") { HelpName = "DIR", Description = "Folder of *.jsonl files with CloudTrail records to play [default: the excerpt that comes with it]." };
    private static readonly Option<double> PlayRate = new("--play-rate") { HelpName = "N", Description = "Played records per minute over the whole fleet; 0 for none.", DefaultValueFactory = _ => 60 };
    private static readonly Option<double> RootShare = new("--root-share") { HelpName = "0..1", Description = "Share of the played records that are the root user's.", DefaultValueFactory = _ => Quiet.RootShare };
    private static readonly Option<TimeSpan> History = Duration("--history", "Play a past of this length before the start.", "30m");
    private static readonly Option<int> HistoryEvents = Number("--history-events", "Records in that past.", 200);
    private static readonly Option<TimeSpan> IncidentEvery = Duration("--incident-every", "Start a scripted incident this often; 0 for never.", "60s");
    private static readonly Option<TimeSpan> Delay = Duration("--delay", "Half of the events can be looked up after this long, some much later.", "3s");
    private static readonly Option<TimeSpan> DelayMax = Duration("--delay-max", "No event stays hidden longer than this.", "30s");
    private static readonly Option<bool> StrictTimeRange = new("--strict-time-range") { Description = "A StartTime more than 90 days ago is an error." };
    private static readonly Option<bool> AliasAsUsername = new("--alias-as-username") { Description = "Every account has an alias, and what root did is found by that name only, not by 'root'." };
    private static readonly Option<TimeSpan?> Push = new("--push") { HelpName = "DURATION", Description = "Root's events also arrive in a queue after this long, as EventBridge would push them [default: they do not].", CustomParser = parsed => ParseDuration(parsed) };
    private static readonly Option<string> AccessKey = Text("--access-key", "ID", "Access key of the watching party.", Quiet.AccessKey);
    private static readonly Option<string> SecretKey = Text("--secret-key", "SECRET", "Its secret.", Quiet.SecretKey);

    public static RootCommand Create()
    {
        var command = new RootCommand("A stand-in for AWS: STS, CloudTrail, Account, IAM and SQS over real sockets, with a fleet of accounts whose root users get into trouble. Control: GET /_simulator/ on the same port.");
        foreach (var option in (Option[])
            [Listen, Accounts, Regions, Tenants, ExternalIdPrefix, Seed, WriteAccounts, Records, PlayRate, RootShare, History, HistoryEvents, IncidentEvery, Delay, DelayMax, StrictTimeRange, AliasAsUsername, Push, AccessKey, SecretKey])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static SimulatorOptions Read(ParseResult parsed) => new()
    {
        Listen = parsed.GetValue(Listen)!,
        Accounts = parsed.GetValue(Accounts),
        Regions = parsed.GetValue(Regions),
        Tenants = parsed.GetValue(Tenants),
        ExternalIdPrefix = parsed.GetValue(ExternalIdPrefix),
        Seed = parsed.GetValue(Seed),
        Records = parsed.GetValue(Records),
        PlayRate = parsed.GetValue(PlayRate),
        RootShare = parsed.GetValue(RootShare),
        History = parsed.GetValue(History),
        HistoryEvents = parsed.GetValue(HistoryEvents),
        IncidentEvery = parsed.GetValue(IncidentEvery) is { Ticks: > 0 } every ? every : null,
        Delay = parsed.GetValue(Delay),
        DelayMax = parsed.GetValue(DelayMax),
        StrictTimeRange = parsed.GetValue(StrictTimeRange),
        AliasAsUsername = parsed.GetValue(AliasAsUsername),
        Push = parsed.GetValue(Push),
        AccessKey = parsed.GetValue(AccessKey)!,
        SecretKey = parsed.GetValue(SecretKey)!,
    };

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Read(parsed);
        try
        {
            await using var host = await SimulatorHost.StartAsync(options, cancellationToken);
            if (parsed.GetValue(WriteAccounts) is { } path)
            {
                await host.WriteAccountsAsync(path, cancellationToken);
            }

            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
                seed: {options.Seed}, accounts: {host.Accounts.Count}, tenants: {host.Tenants.Count}, regions: {string.Join(", ", host.Regions)}
                records: {host.Library.Root.Count} of root and {host.Library.Others.Count} others from {host.Library.Files} files, {host.Library.Skipped} lines skipped; {host.Events.Count} events so far
                queue: {host.QueueUrl}
                control: {host.Endpoint}_simulator/
                listening on {host.Endpoint.GetLeftPart(UriPartial.Authority)}
                """));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception failure) when (failure is SimulatorStartException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 2;
        }
    }

    private static Option<string> Text(string name, string helpName, string description, string value) =>
        new(name) { HelpName = helpName, Description = description, DefaultValueFactory = _ => value };

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => value };

    private static Option<TimeSpan> Duration(string name, string description, string value) => new(name)
    {
        HelpName = "DURATION",
        Description = $"{description} Such as 30s, 5m, 2h, 7d [default: {value}].",
        CustomParser = ParseDuration,
        DefaultValueFactory = _ => TryDuration(value)!.Value,
    };

    private static TimeSpan ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (TryDuration(text) is { } duration)
        {
            return duration;
        }

        result.AddError($"'{text}' is not a duration: give a number and a unit, such as 30s, 5m, 2h or 7d");
        return default;
    }

    private static TimeSpan? TryDuration(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var secondsPerUnit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        return secondsPerUnit > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * secondsPerUnit < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(number * secondsPerUnit) : null
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && text.Contains(':', StringComparison.Ordinal) ? span : null;
    }
}
