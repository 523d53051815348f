using System.CommandLine;
using System.Text.RegularExpressions;
using RootWatch.Cli.Accounts;
using RootWatch.Cli.Alerts;
using RootWatch.Cli.Attestations;
using RootWatch.Cli.Drills;
using RootWatch.Cli.Emergencies;
using RootWatch.Cli.Gaps;
using RootWatch.Cli.Plan;
using RootWatch.Cli.Policy;
using RootWatch.Cli.Posture;
using RootWatch.Cli.Reports;
using RootWatch.Cli.Rules;
using RootWatch.Cli.Scan;
using RootWatch.Cli.Sigma;
using RootWatch.Cli.Terminal;
using RootWatch.Cli.Tokens;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Files;

namespace RootWatch.Cli;

/// <summary>All commands, and how each of them ends.</summary>
internal static partial class CommandLine
{
    private static readonly TimeSpan GraceAfterCtrlC = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args, CommandContext context, CancellationToken cancel = default)
    {
        var root = new RootCommand("Watches the root user of AWS accounts: asks a RootWatch server, or scans CloudTrail files without one.")
        {
            AlertsCommand.Create(context),
            AccountsCommand.Create(context),
            GapsCommand.Create(context),
            PostureCommand.Create(context),
            AttestCommand.Create(context),
            WindowCommand.Create(context),
            DrillCommand.Create(context),
            ReportCommand.Create(context),
            PlanCommand.Create(context),
            PolicyCommand.Create(context),
            ScanCommand.Create(context),
            RuleCommand.Create(context),
            SigmaCommand.Create(context),
            TokenCommand.Create(context),
        };
        Notes.ShowBelowHelp(root);
        var code = await RunAsync(root, args, context, cancel);
        try
        {
            context.Out.Flush();
        }
        catch (ProblemException problem)
        {
            code = Tell(context.Error, problem, code == ExitCode.Ok ? ExitCode.Failed : code);
        }

        FlushError(context.Error);
        return code;
    }

    private static async Task<int> RunAsync(RootCommand root, string[] args, CommandContext context, CancellationToken cancel)
    {
        try
        {
            // A path may begin with '@'.
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                return Refuse(context.Error, parsed);
            }

            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Out,
                    Error = context.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = GraceAfterCtrlC,
                },
                cancel);
        }
        catch (ProblemException problem)
        {
            return Tell(context.Error, problem, ExitCode.Failed);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            // A mistake of ours. Its kind is what a report needs; the stack says nothing to the user.
            context.Error.WriteLine($"rootwatch: internal error ({e.GetType().Name}: {ShownText.Of(e.Message)}); please report it with the command that you ran.");
            return ExitCode.Failed;
        }
    }

    private static int Tell(TextWriter error, ProblemException problem, int code)
    {
        error.WriteLine($"rootwatch: {problem.Message}");
        return code;
    }

    private static int Refuse(TextWriter error, ParseResult parsed)
    {
        foreach (var message in CommandProblem(parsed) is { } problem ? [problem] : parsed.Errors.Select(e => Readable(e.Message)).Distinct())
        {
            error.WriteLine($"rootwatch: {ShownText.Of(message, 1000)}");
        }

        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command is RootCommand ? "rootwatch" : result.Command.Name);
        }

        error.WriteLine($"Try '{string.Join(' ', names)} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>That a command is missing or not known; null if it is neither. The parser says the first of both.</summary>
    private static string? CommandProblem(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands;
        return commands.Count == 0 ? null
            : parsed.UnmatchedTokens is not [var given, ..] ? $"a command is missing; give one of {string.Join(", ", commands.Select(command => command.Name))}."
            : given.StartsWith('-') ? $"there is no option {Mistakes.Shown(given)} here."
            : $"there is no command {Mistakes.Shown(given)}; {NearestName.Hint(given, [.. commands.SelectMany(command => command.Aliases.Prepend(command.Name).Distinct())])}";
    }

    /// <summary>The parser writes the values that it takes one to a line, and names the types of our code.</summary>
    private static string Readable(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.Length > 1 ? $"{lines[0]} {string.Join(", ", lines[1..])}" : message;
        return ExpectedType().Replace(line, type => type.Groups["name"].Value switch
        {
            "Int32" => $": a whole number of at most {int.MaxValue} is expected",
            "Double" => ": a number is expected",
            _ => "",
        });
    }

    [GeneratedRegex(@" as expected type '(System\.Nullable`1\[)?System\.(?<name>\w+)\]?'", RegexOptions.CultureInvariant)]
    private static partial Regex ExpectedType();

    private static void FlushError(TextWriter error)
    {
        try
        {
            error.Flush();
        }
        catch (IOException)
        {
            // There is nowhere left to say so; the exit code of the command stands.
        }
    }
}
