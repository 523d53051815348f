using System.CommandLine;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Alerts;

internal static class AlertsCommand
{
    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var command = new Command("alerts", "Shows the alerts of a server.") { CreateList(context, server), CreateWatch(context, server) };
        server.AddTo(command);
        return command;
    }

    private static Command CreateList(CommandContext context, ServerOptions server)
    {
        var selection = new AlertSelection();
        var limit = new Option<int>("--limit")
        {
            Description = "Show the newest so many; 0 shows all.",
            HelpName = "count",
            DefaultValueFactory = _ => 50,
        };
        limit.Validators.Add(AtLeast("--limit", 0));
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists the newest alerts, oldest first.") { limit, output };
        selection.AddTo(list);
        list.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var selected = selection.Read(parsed, context.Clock);
            return await AlertList.RunAsync(context, connection, selected, parsed.GetValue(limit), parsed.GetValue(output) == "json", cancel);
        });
        return list;
    }

    private static Command CreateWatch(CommandContext context, ServerOptions server)
    {
        const string HelpNotes = """
            Begins with the oldest alert that is kept, or at --start now, or behind --resume-token. A stream that breaks is
            taken up again by itself. At its end the token to go on with is printed to stderr; with --output json it is also
            in each object.

            Exit codes: 0 ended by Ctrl-C, --count or --until-idle; 1 the server could not be reached at first, or refused;
            2 wrong usage.
            """;
        var selection = new AlertSelection();
        var resumeToken = new Option<string?>("--resume-token")
        {
            Description = "Go on behind the frame that carried this token; the same filters are expected.",
            HelpName = "token",
        };
        var start = new Option<string>("--start")
        {
            Description = "beginning or now; without --resume-token.",
            DefaultValueFactory = _ => "beginning",
        };
        start.AcceptOnlyFromAmong("beginning", "now");
        var count = new Option<int?>("--count", "--limit")
        {
            Description = "End after so many alerts.",
            HelpName = "count",
        };
        count.Validators.Add(AtLeast("--count", 1));
        var untilIdle = new Option<int?>("--until-idle")
        {
            Description = "End when the server has had no alert to send for so many seconds.",
            HelpName = "seconds",
        };
        untilIdle.Validators.Add(AtLeast("--until-idle", 1));
        var output = ValueOptions.Output();
        var watch = new Command("watch", "Shows alerts as they are committed, each once and in order, until Ctrl-C.") { resumeToken, start, count, untilIdle, output };
        selection.AddTo(watch);
        watch.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            using var view = new AlertView(context, parsed.GetValue(output) == "json");
            var plan = new WatchPlan(
                parsed.GetValue(resumeToken) ?? "",
                parsed.GetValue(start) == "now" ? WatchStart.Now : WatchStart.Beginning,
                parsed.GetValue(untilIdle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                parsed.GetValue(count));
            return await new AlertWatch(context, connection, selection.Read(parsed, context.Clock), plan, view).RunAsync(cancel);
        });
        return watch.WithNotes(HelpNotes);
    }

    private static Action<System.CommandLine.Parsing.OptionResult> AtLeast(string name, int min) => result =>
    {
        // What is no number at all the parser has told already.
        if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && value < min)
        {
            result.AddError($"{name}: {value} is too small; give {min} or more.");
        }
    };
}
