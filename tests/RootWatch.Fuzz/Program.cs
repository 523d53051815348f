using System.Diagnostics;
using System.Globalization;
using RootWatch.Fuzz;
using RootWatch.Tests;

const string Usage = "usage: RootWatch.Fuzz SECONDS [--seed N] [--target NAME] | --replay NAME FILE...";
var crashFolder = Path.Combine(Repository.Root, "artifacts", "fuzz");
if (args is ["--replay", var replayed, .. var files] && FuzzTargets.All.SingleOrDefault(target => target.Name == replayed) is { } again)
{
    var replay = new FuzzRun(0, crashFolder, Console.Out);
    files.ToList().ForEach(file => replay.Try(again, File.ReadAllBytes(file)));
    return End(replay);
}

if (args.Length % 2 == 0 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var options = args[1..].Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
var seed = options.TryGetValue("--seed", out var given) ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
var targets = options.TryGetValue("--target", out var name) ? FuzzTargets.All.Where(target => target.Name == name).ToList() : FuzzTargets.All;
if (targets.Count == 0)
{
    Console.Error.WriteLine($"no such target; there are: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");
    return 2;
}

Console.WriteLine($"seed {seed}; targets {string.Join(", ", targets.Select(target => target.Name))}");
var run = new FuzzRun(seed, crashFolder, Console.Out);
run.Watch();
var began = Stopwatch.GetTimestamp();
for (var round = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; round++)
{
    foreach (var target in targets)
    {
        run.Give(target, round, count: 100);
    }
}

return End(run);

static int End(FuzzRun run)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"inputs={run.Inputs} crashes={run.Crashes}"));
    return run.Crashes == 0 ? 0 : 1;
}
