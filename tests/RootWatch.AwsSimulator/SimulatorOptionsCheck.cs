using System.Net;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator;

internal static class SimulatorOptionsCheck
{
    private const int AccountsMax = 20_000;
    private const int HistoryEventsMax = 200_000;
    private const double PlayRateMax = 60_000;

    /// <summary>All that is wrong with the options, each naming the setting.</summary>
    public static IReadOnlyList<string> Problems(SimulatorOptions options)
    {
        var problems = new List<string>();
        void Demand(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Demand(TryListen(options.Listen) is not null, $"--listen {options.Listen}: give an address and a port, such as 127.0.0.1:4566 or [::1]:0");
        Demand(options.Accounts is >= 1 and <= AccountsMax, $"--accounts {options.Accounts}: give a number from 1 to {AccountsMax}");
        Demand(options.Regions >= 1 && options.Regions <= CommercialRegions.All.Count, $"--regions {options.Regions}: give a number from 1 to {CommercialRegions.All.Count}");
        Demand(options.Tenants is null || (options.Tenants >= 1 && options.Tenants <= options.Accounts), $"--tenants {options.Tenants}: give a number from 1 to the number of accounts");
        Demand(options.ExternalIdPrefix is null or { Length: > 0 and <= 1024 }, "--external-id-prefix: give 1 to 1024 characters");
        Demand(options.PlayRate is >= 0 and <= PlayRateMax, $"--play-rate {options.PlayRate}: give records per minute from 0 to {PlayRateMax}");
        Demand(options.RootShare is >= 0 and <= 1, $"--root-share {options.RootShare}: give a share from 0 to 1");
        Demand(options.History >= TimeSpan.Zero, $"--history {options.History}: give 0 or more");
        Demand(options.HistoryEvents is >= 0 and <= HistoryEventsMax, $"--history-events {options.HistoryEvents}: give a number from 0 to {HistoryEventsMax}");
        Demand(options.IncidentEvery is null || options.IncidentEvery >= TimeSpan.FromSeconds(1), $"--incident-every {options.IncidentEvery}: give 1s or more");
        Demand(options.Delay >= TimeSpan.Zero, $"--delay {options.Delay}: give 0 or more");
        Demand(options.DelayMax is null || options.DelayMax >= options.Delay, $"--delay-max {options.DelayMax}: give no less than --delay");
        Demand(options.Push is null || options.Push >= TimeSpan.Zero, $"--push {options.Push}: give 0 or more");
        Demand(options.AccessKey.Length is >= 16 and <= 128 && options.AccessKey.All(char.IsAsciiLetterOrDigit), "--access-key: give 16 to 128 letters and digits");
        Demand(options.SecretKey.Length > 0, "--secret-key: must not be empty");
        return problems;
    }

    /// <summary>Null if the text is no address with a port.</summary>
    public static IPEndPoint? TryListen(string text)
    {
        text = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1:" + text["localhost:".Length..] : text;

        // IPEndPoint takes an address without a port for one with port 0, and a bare number for an address.
        var colon = text.LastIndexOf(':');
        return colon > 0 && (text[0] == '[' ? text[colon - 1] == ']' : text.Count(c => c == ':') == 1 && text.Count(c => c == '.') == 3)
            && IPEndPoint.TryParse(text, out var endpoint)
                ? endpoint
                : null;
    }
}
