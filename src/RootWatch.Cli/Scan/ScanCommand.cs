using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RootWatch.Cli.Rules;
using RootWatch.Cli.Scan.Output;
using RootWatch.Cli.Scan.Reading;
using RootWatch.Cli.Sigma;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;

namespace RootWatch.Cli.Scan;

internal static class ScanCommand
{
    private const int JobsMax = 256;

    private static readonly TimeSpan GraceAfterCtrlC = TimeSpan.FromSeconds(1);

    private const string HelpNotes = $$"""
        Reads files and directories (recursively: .json, .jsonl, .ndjson, .gz), '-' is standard input. Takes S3 log files
        ({"Records":[...]}), LookupEvents pages ({"Events":[...]}) and lists of their CloudTrailEvent texts, CloudWatch Logs
        exports (in S3, too: lines that begin with a time), arrays of any of these, and objects one after the other, one per
        line or pretty-printed; UTF-8 or UTF-16; gzip by content.

        Findings go to stdout in the order of event time (those without one last), then account, event and rule. What was
        read, what could not be read and why, and the totals go to stderr. An event that is read again (same account,
        eventID, eventTime, eventName, outcome, second factor, error and address) is counted as repeated and left out.

        {{RuleCommand.NotOfFiles}} So one address at the roots of many accounts raises no alert of its own.

        Exit codes: 0 all named paths were read; 1 one of them was not, or not to its end (damaged or cut off), or a file in
        a named directory (but for those that are no text at all), or nothing in them was a record; 2 wrong usage, or the
        rules of --sigma have mistakes (rules that are merely not supported are named and left out);
        3 a finding reaches --fail-on (goes before 1); 130 interrupted.
        """;

    public static Command Create(CommandContext context)
    {
        var paths = InputPaths();
        var format = new Option<ScanFormat>("--format", "--output", "-o")
        {
            Description = "text, json (one object per finding and line), ocsf (the same as OCSF Detection Findings), html (a report that needs nothing besides itself), or tally (the eventIDs of root's records and their counts). Default: text.",
            HelpName = "format",
            CustomParser = ParseFormat,
        };
        var failOn = ValueOptions.Severity("--fail-on", "Exit with code 3 if a finding has this severity or a higher one");
        var jobs = new Option<int>("--jobs", "-j")
        {
            Description = "Read with so many workers; without it, one per processor.",
            HelpName = "count",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= JobsMax))
            {
                result.AddError($"--jobs: '{ShownText.Of(result.Tokens[0].Value)}' is no number from 1 to {JobsMax}.");
            }
        });
        var sigma = new SigmaOption();
        var selection = new SelectionOptions();
        var command = new Command("scan", "Finds root activity in CloudTrail files, without a server.") { paths, format, failOn, jobs };
        sigma.AddTo(command);
        selection.AddTo(command);
        var origins = new OriginOptions();
        origins.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (sigma.Read(parsed, context) is not { } own)
            {
                context.Error.WriteLine("rootwatch: nothing was scanned, as the Sigma rules have mistakes; mend or remove what is named above.");
                return ExitCode.Usage;
            }

            var selected = selection.Read(parsed, context.Clock);
            if (!RuleCommand.KnowsAll(selected.Rules, own.All, context))
            {
                return ExitCode.Usage;
            }

            if (selected.Since >= selected.Until)
            {
                context.Error.WriteLine("rootwatch: --since has to be before --until, and nothing lies between them.");
                return ExitCode.Usage;
            }

            var order = new ScanOrder(
                parsed.GetRequiredValue(paths), parsed.GetValue(format), parsed.GetValue(failOn), parsed.GetValue(jobs), selected, own, origins.Read(parsed));
            var scan = Task.Run(() => Run(context, order, cancel), CancellationToken.None);
            return await EndAsync(scan, context, cancel);
        });
        return command.WithNotes(HelpNotes);
    }

    /// <summary>What to read.</summary>
    public static Argument<string[]> InputPaths()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files and directories; '-' for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        paths.Validators.Add(result =>
        {
            // What is no option of ours would otherwise be taken for a path.
            foreach (var token in result.Tokens.Select(token => token.Value))
            {
                if (token.Length > 1 && token[0] == '-' && !Path.Exists(token))
                {
                    result.AddError($"'{ShownText.Of(token)}' is neither an option nor a path that exists.");
                }
            }
        });
        return paths;
    }

    /// <summary>
    /// A read of a pipe that nobody writes to, or the judging of an account that is under way, cannot be called back: then the
    /// program ends without it.
    /// </summary>
    public static async Task<int> EndAsync(Task<int> scan, CommandContext context, CancellationToken cancel)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancel.Register(stopped.SetResult);
        await Task.WhenAny(scan, stopped.Task);
        if (!scan.IsCompleted && await Task.WhenAny(scan, Task.Delay(GraceAfterCtrlC, context.Clock, CancellationToken.None)) != scan)
        {
            context.Error.WriteLine("rootwatch: interrupted; nothing is shown of what was read so far.");
            return ExitCode.Interrupted;
        }

        return await scan;
    }

    private static ScanFormat ParseFormat(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Enum.GetNames<ScanFormat>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return Enum.Parse<ScanFormat>(known);
        }

        result.AddError($"--format: '{ShownText.Of(text)}' is no format; use one of {string.Join(", ", Enum.GetNames<ScanFormat>()).ToLowerInvariant()}.");
        return default;
    }

    private static int Run(CommandContext context, ScanOrder order, CancellationToken cancel)
    {
        var began = context.Clock.GetTimestamp();
        context.DelayCollection();
        var progress = new ProgressBar(context);
        using var input = order.Paths.Contains(InputFiles.StandardInput) ? context.OpenInput() : Stream.Null;
        var job = new ScanJob(InputFiles.Find(order.Paths), input, progress, order.Jobs, order.Sigma);
        var tally = order.Format == ScanFormat.Tally ? new RootTally(context.Out) : null;
        var collector = new FindingCollector(job.Totals, order.Origins, progress);
        IReadOnlyList<AlertDraft> findings;
        try
        {
            job.Run(
                e =>
                {
                    if (collector.Take(e) && tally is not null && RootPredicate.Judge(e).IsRoot && order.Selection.Includes(e))
                    {
                        tally.Add(e);
                    }
                },
                cancel);
            findings = collector.Finish(order.Selection, DetectionSettings.Default, order.Jobs, cancel);
        }
        catch (OperationCanceledException)
        {
            progress.End();
            context.Error.WriteLine("rootwatch: interrupted; findings of what was read so far are not shown. Totals until then:");
            TotalsText.Write(context.Error, context.ErrorPalette, job.Totals, context.Clock.GetElapsedTime(began));
            return ExitCode.Interrupted;
        }

        IReadOnlyList<Alert> InOrder() => FindingCollector.InOrder(findings, order.Jobs);
        switch (order.Format)
        {
            case ScanFormat.Json:
                FindingJson.Write(context.Out, InOrder());
                break;
            case ScanFormat.Ocsf:
                FindingOcsf.Write(context.Out, InOrder(), order.Sigma.All, context.Clock.GetUtcNow());
                break;
            case ScanFormat.Html:
                new HtmlReport(context.Out, job.Totals).Write(InOrder(), collector.RootEvents.Where(order.Selection.Includes));
                break;
            case ScanFormat.Tally:
                tally!.End();
                break;
            default:
                FindingText.Write(context.Out, context.OutPalette, InOrder(), context.OutWidth());
                break;
        }

        // First the findings, then the totals, also where both go to one terminal.
        context.Out.Flush();
        TotalsText.Write(context.Error, context.ErrorPalette, job.Totals, context.Clock.GetElapsedTime(began));
        var code = Judge(context.Error, order.Paths, job);
        return order.FailOn is { } limit && findings.Any(finding => finding.Severity >= limit) ? ExitCode.FindingAtOrAbove : code;
    }

    /// <summary>Whether all could be read that was to be, and says what could not.</summary>
    public static int Judge(TextWriter error, string[] paths, ScanJob job)
    {
        var code = ExitCode.Ok;
        if (job.Totals.Files == 0 && job.Totals.Unreadable > 0)
        {
            error.WriteLine($"rootwatch: no file under {ShownText.Of(string.Join(' ', paths), CommandContext.PathCharsMax)} could be read; the lines that begin with 'unreadable:' say why. Mend what they name, and scan again.");
            code = ExitCode.Failed;
        }
        else if (job.IsIncomplete)
        {
            error.WriteLine("rootwatch: not every named path could be read to its end, or not every file in it; the lines that begin with 'unreadable:' say which and why. Mend what they name, and scan again.");
            code = ExitCode.Failed;
        }
        else if (job.Totals.Files == 0)
        {
            error.WriteLine($"rootwatch: no file to read under {ShownText.Of(string.Join(' ', paths), CommandContext.PathCharsMax)}; name a file, or a directory that holds .json, .jsonl, .ndjson or .gz files.");
            code = ExitCode.Failed;
        }
        else if (!job.Totals.HasContent && job.Totals.Unreadable == 0)
        {
            error.WriteLine("rootwatch: the input is empty; see whether what makes it has failed.");
            code = ExitCode.Failed;
        }
        else if (job.Totals.Records == 0 && job.Totals.Unreadable > 0)
        {
            error.WriteLine("rootwatch: nothing in the input is a CloudTrail record; see the reasons above.");
            code = ExitCode.Failed;
        }

        return code;
    }
}
