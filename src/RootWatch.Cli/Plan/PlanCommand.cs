using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.Server.Posture;

namespace RootWatch.Cli.Plan;

/// <summary>What watching costs, before anything is watched: calls for us, events and their price for the customer.</summary>
internal static class PlanCommand
{
    private const int AccountsMax = 1_000_000;
    private const int RegionsMax = 100;
    private const double AnswerSeconds = 0.2;

    public static Command Create(CommandContext context)
    {
        var accounts = Count("--accounts", "Accounts to watch.", AccountsMax);
        var regions = Count("--regions", "Regions enabled in each of them; 17 are in an account that has chosen none.", RegionsMax);
        var hot = Share("--hot", "Share of hot accounts: root was active within twelve hours, or has an access key.", 0);
        var aliases = Share("--aliases", "Share of accounts with an account alias, which takes one stream more.", 100);
        var plan = new Option<string?>("--plan") { Description = "Only this plan. Default: all, to compare." };
        plan.AcceptOnlyFromAmong([.. PollPlan.All.Select(one => one.Name)]);
        var posture = new Option<bool>("--no-posture") { Description = "Leave out the hourly reading of the posture, for a server with Posture:Interval 00:00:00." };
        var trailPrice = Price("--trail-price", "USD for 100,000 management events in a further copy of a trail.", 2.00);
        var guardDutyPrice = Price("--guardduty-price", "USD for a million management events in GuardDuty.", 4.00);
        var output = ValueOptions.Output();
        var command = new Command("plan", "Computes what watching costs: our calls, and the events it adds to the customers' trails with their price.")
        {
            accounts, regions, hot, aliases, plan, posture, trailPrice, guardDutyPrice, output,
        };
        command.SetAction(parsed =>
        {
            var fleet = new PlanFleet(parsed.GetValue(accounts), parsed.GetValue(regions), parsed.GetValue(hot) / 100, parsed.GetValue(aliases) / 100);
            var costs = PollPlan.All
                .Where(one => parsed.GetValue(plan) is not { } wanted || one.Name == wanted)
                .Select(one => PlanCost.Of(one, fleet, parsed.GetValue(posture) ? 0 : PostureCost.CallsPerDay(fleet.Regions), parsed.GetValue(trailPrice), parsed.GetValue(guardDutyPrice)));
            if (parsed.GetValue(output) == "json")
            {
                using var line = new JsonLine(context.Out);
                foreach (var cost in costs)
                {
                    line.Write(cost, WriteMembers);
                }
            }
            else
            {
                WriteTable(context, fleet, [.. costs]);
            }

            return ExitCode.Ok;
        });
        return command.WithNotes(
            $"""

            Counted are LookupEvents with empty answers, ListRegions, ListAccountAliases and AssumeRole, and what the posture of a
            member account is read with each hour, which is the same in each plan; a month has {PollPlan.DaysPerMonth} days.
            The first copy of management events in a trail is free. The prices are those of AWS's CloudTrail pricing page and of
            public write-ups on GuardDuty as read in 2026, for us-east-1; yours may differ: see https://aws.amazon.com/cloudtrail/pricing/.
            The plan 'push' supposes that events are also pushed; 'flat60' and 'flat300' are what simpler pollers do.
            """);
    }

    private static void WriteTable(CommandContext context, PlanFleet fleet, IReadOnlyList<PlanCost> costs)
    {
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{fleet.Accounts:N0} accounts with {fleet.Regions} regions each, {fleet.HotShare:0.##%} hot, {fleet.AliasShare:0.##%} with an alias; figures per account are averages"));
        context.Out.WriteLine();
        var table = new Columns("PLAN", "CALLS/S", "IN FLIGHT", "CALLS/ACCOUNT/DAY", "EVENTS/ACCOUNT/MONTH", "OF POSTURE", "TRAIL COPY", "GUARDDUTY", "MEANING");
        foreach (var cost in costs)
        {
            table.Add(
                cost.Plan.Name, Number(cost.CallsPerSecond, "N1"), Number(cost.CallsInFlight, "N0"), Number(cost.CallsPerAccountAndDay, "N0"),
                Number(cost.EventsPerAccountAndMonth, "N0"), Number(cost.PostureEventsPerAccountAndMonth, "N0"), Dollars(cost.TrailCopy), Dollars(cost.GuardDuty), cost.Plan.Meaning);
        }

        table.Write(context.Out, context.OutPalette);
    }

    private static void WriteMembers(Utf8JsonWriter json, PlanCost cost)
    {
        json.WriteString("plan", cost.Plan.Name);
        json.WriteNumber("callsPerSecond", Math.Round(cost.CallsPerSecond, 3));
        json.WriteNumber("lookupsPerAccountPerSecond", Math.Round(cost.LookupsPerAccountAndSecond, 6));
        json.WriteNumber("callsInFlight", Math.Round(cost.CallsInFlight, 1));
        json.WriteNumber("callsPerAccountPerDay", Math.Round(cost.CallsPerAccountAndDay, 1));
        json.WriteNumber("eventsPerAccountPerMonth", Math.Round(cost.EventsPerAccountAndMonth));
        json.WriteNumber("postureEventsPerAccountPerMonth", Math.Round(cost.PostureEventsPerAccountAndMonth));
        json.WriteNumber("trailCopyUsdPerAccountPerMonth", Math.Round(cost.TrailCopy, 2));
        json.WriteNumber("guardDutyUsdPerAccountPerMonth", Math.Round(cost.GuardDuty, 2));
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Dollars(double value) => "$" + Number(value, "0.00");

    private static Option<int> Count(string name, string description, int max) => new(name)
    {
        Description = description,
        HelpName = "N",
        Required = true,
        CustomParser = result => Parse(result, name, 1, max, $"a whole number from 1 to {max}", text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null),
    };

    private static Option<double> Share(string name, string description, double percent) => new(name)
    {
        Description = description,
        HelpName = "percent",
        DefaultValueFactory = _ => percent,
        CustomParser = result => Parse(result, name, 0, 100, "a percentage from 0 to 100", Decimal),
    };

    private static Option<double> Price(string name, string description, double price) => new(name)
    {
        Description = description,
        HelpName = "usd",
        DefaultValueFactory = _ => price,
        CustomParser = result => Parse(result, name, 0, 1_000_000, "an amount such as 2.00", Decimal),
    };

    private static double? Decimal(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T Parse<T>(ArgumentResult result, string name, T min, T max, string wanted, Func<string, T?> read)
        where T : struct, IComparable<T>
    {
        if (result.Tokens is [var token] && read(token.Value) is { } value && value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0)
        {
            return value;
        }

        result.AddError($"{name}: give {wanted}.");
        return default;
    }

    /// <summary>The price of a plan; dollars are per account and month.</summary>
    private sealed record PlanCost(
        PollPlan Plan, double CallsPerSecond, double LookupsPerAccountAndSecond, double CallsInFlight, double CallsPerAccountAndDay,
        double EventsPerAccountAndMonth, double PostureEventsPerAccountAndMonth, double TrailCopy, double GuardDuty)
    {
        /// <param name="postureCallsPerDay">Of an account.</param>
        public static PlanCost Of(PollPlan plan, PlanFleet fleet, double postureCallsPerDay, double trailPrice, double guardDutyPrice)
        {
            var callsPerDay = plan.CallsPerAccountAndDay(fleet) + postureCallsPerDay;
            var callsPerSecond = callsPerDay / PollPlan.SecondsPerDay * fleet.Accounts;
            var events = callsPerDay * PollPlan.DaysPerMonth;
            return new PlanCost(
                plan, callsPerSecond, plan.LookupsPerSecond(fleet), callsPerSecond * AnswerSeconds, callsPerDay,
                events, postureCallsPerDay * PollPlan.DaysPerMonth, events / 100_000 * trailPrice, events / 1_000_000 * guardDutyPrice);
        }
    }
}
