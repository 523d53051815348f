using System.CommandLine;
using RootWatch.Cli.Scan;
using RootWatch.Cli.Scan.Output;
using RootWatch.Cli.Scan.Reading;
using RootWatch.Cli.Sigma;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Files;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Rules;

/// <summary>Records under the current and under the proposed settings of a tenant.</summary>
internal static class RuleTestCommand
{
    /// <summary>Of so many records each one without a finding is told, and why.</summary>
    private const int RecordsToldMax = 20;

    private const string HelpNotes = $"""
        Reads what 'rootwatch scan' reads: a record, files, directories, '-'. FILE is an accounts.yaml, of which the tenant
        counts that --tenant names (not needed if there is but one), or holds nothing but the keys 'expected', 'rules',
        'posture' and 'emergencies' of a tenant. The settings are applied to every account of the input.

        With --settings each finding is marked: '+' only the proposed settings tell it, '-' only the current ones, ' ' both;
        'high -> low' is its severity under the current and under the proposed ones. Of at most 20 records, those without
        a finding (under the proposed settings, if there are any) say why. What differs between the settings and the totals
        go to stderr.

        {RuleCommand.NotOfFiles}

        Exit codes: 0 whatever is found; 1 a named path was not read, or not to its end (damaged or cut off), or nothing in
        them was a record; 2 wrong usage, or a settings file or the rules of --sigma have mistakes; 130 interrupted.
        """;

    private sealed record Order(
        string[] Paths, DetectionSettings Current, DetectionSettings? Proposed, FindingSelection Selection, SigmaRules Sigma, IOriginTable Origins, bool AsJson);

    public static Command Create(CommandContext context)
    {
        var paths = ScanCommand.InputPaths();
        var settings = new Option<string?>("--settings") { Description = "The proposed settings.", HelpName = "file" };
        var current = new Option<string?>("--current") { Description = "The current settings; without it, what rules have by default.", HelpName = "file" };
        var tenant = new Option<string?>("--tenant") { Description = "Whose settings count, where a file lists several tenants.", HelpName = "id" };
        var rules = new Option<string[]>("--rule") { Description = "Only findings of this rule, such as RW-S01; may be given several times.", HelpName = "id" };
        rules.Validators.Add(RuleCommand.CheckIdsButSigma);
        var sigma = new SigmaOption();
        var output = ValueOptions.Output();
        var origins = new OriginOptions();
        var test = new Command("test", "Says what fires on records, and what other settings would change.") { paths, settings, current, tenant, rules, output };
        sigma.AddTo(test);
        origins.AddTo(test);
        test.SetAction(async (parsed, cancel) =>
        {
            if (sigma.Read(parsed, context) is not { } own)
            {
                context.Error.WriteLine("rootwatch: nothing was tested, as the Sigma rules have mistakes; mend or remove what is named above.");
                return ExitCode.Usage;
            }

            var tenantId = parsed.GetValue(tenant);
            var mistakes = new Mistakes();
            var files = new[] { parsed.GetValue(current), parsed.GetValue(settings) }
                .Select(path => path is null ? null : SettingsFile.Read(path, tenantId, own, mistakes)).ToArray();
            if (tenantId is not null && !mistakes.Any && !files.Any(file => file?.HasTenants == true))
            {
                mistakes.Add("--tenant", "no file that is given lists tenants; name an accounts.yaml with --settings or --current");
            }

            if (mistakes.Any)
            {
                mistakes.Lines().ToList().ForEach(line => context.Error.WriteLine($"{context.ErrorPalette.Warning("mistake:")} {Mistakes.OneLine(line)}"));
                context.Error.WriteLine("rootwatch: nothing was tested, as the settings have mistakes; mend what is named above.");
                return ExitCode.Usage;
            }

            var selection = new FindingSelection(
                Since: null, Until: null, new HashSet<string>(), (parsed.GetValue(rules) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase));
            if (!RuleCommand.KnowsAll(selection.Rules, own.All, context))
            {
                return ExitCode.Usage;
            }

            var order = new Order(
                parsed.GetRequiredValue(paths), files[0]?.Settings ?? DetectionSettings.Default, files[1]?.Settings, selection, own,
                origins.Read(parsed), parsed.GetValue(output) == "json");
            return await ScanCommand.EndAsync(Task.Run(() => Run(context, order, cancel), CancellationToken.None), context, cancel);
        });
        return test.WithNotes(HelpNotes);
    }

    private static int Run(CommandContext context, Order order, CancellationToken cancel)
    {
        var began = context.Clock.GetTimestamp();
        var progress = new ProgressBar(context);
        using var input = order.Paths.Contains(InputFiles.StandardInput) ? context.OpenInput() : Stream.Null;
        var reach = RuleCatalogue.All.Select(rule => rule.Reach).Aggregate((all, one) => all.Or(one));
        reach = reach with { Calls = [.. reach.Calls.Distinct()] };
        // Whether an event matters depends on the settings, but whether rules can have to do with it does not.
        bool MayMatter(CloudTrailEvent e) => reach.Covers(e) || e.SigmaMatches.Count > 0;
        var seen = 0;
        var job = new ScanJob(
            InputFiles.Find(order.Paths), input, progress, jobs: 1, order.Sigma,
            keeps: e => ++seen <= RecordsToldMax || MayMatter(e));
        var collector = new FindingCollector(job.Totals, order.Origins, progress);
        var first = new List<CloudTrailEvent>();
        var after = order.Proposed ?? order.Current;
        IReadOnlyList<Alert> proposed, current;
        try
        {
            job.Run(
                e =>
                {
                    if ((!MayMatter(e) || collector.Take(e)) && first.Count < RecordsToldMax)
                    {
                        first.Add(e);
                    }
                },
                cancel);
            proposed = FindingCollector.InOrder(collector.Finish(order.Selection, after, jobs: 1, cancel), jobs: 1);
            current = order.Proposed is null ? proposed
                : FindingCollector.InOrder(collector.Find(order.Selection, order.Current, jobs: 1, cancel).Wanted, jobs: 1);
        }
        catch (OperationCanceledException)
        {
            progress.End();
            context.Error.WriteLine("rootwatch: interrupted; nothing is shown of what was read so far.");
            return ExitCode.Interrupted;
        }

        var quiet = job.Totals.Records > RecordsToldMax ? [] : QuietRecord.Among(first, account => collector.SubjectOf(account, after), order.Selection);
        var result = new RuleTestResult(FindingChange.Between(current, proposed), quiet, IsCompared: order.Proposed is not null);
        if (order.AsJson)
        {
            RuleTestOutput.WriteJson(context.Out, result);
        }
        else
        {
            RuleTestOutput.WriteText(context.Out, context.OutPalette, result, context.OutWidth());
        }

        context.Out.Flush();
        if (order.Proposed is not null)
        {
            foreach (var change in SettingChange.Between(order.Current, order.Proposed))
            {
                context.Error.WriteLine($"setting: {change}");
            }
        }

        TotalsText.Write(context.Error, context.ErrorPalette, job.Totals, context.Clock.GetElapsedTime(began));
        if (result.IsCompared)
        {
            RuleTestOutput.WriteTotals(context.Error, result);
        }

        return ScanCommand.Judge(context.Error, order.Paths, job);
    }
}
