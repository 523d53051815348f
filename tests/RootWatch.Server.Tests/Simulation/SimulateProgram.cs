using System.Collections.Concurrent;
using System.Globalization;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>
/// <c>simulate FIRST COUNT [TROUBLES]</c>: that many virtual days over all cores. The last line is the sum; what failed stands
/// above it, with its seed and the fewest troubles that still make it fail.
/// </summary>
internal static class SimulateProgram
{
    public const string Name = "simulate";
    private const int ToldMax = 5;

    public static int Run(string[] arguments)
    {
        int first = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1;
        int count = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        Trouble allowed = arguments.Length > 2 ? Enum.Parse<Trouble>(arguments[2]) : Trouble.All;
        ConcurrentQueue<Verdict> failed = [];
        ConcurrentDictionary<string, long> struck = new(StringComparer.Ordinal);
        long events = 0, calls = 0, lost = 0, duplicate = 0, phantom = 0, lies = 0, broken = 0;
        long started = TimeProvider.System.GetTimestamp();
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            Verdict verdict = Day(Scenario.Draw(seed, allowed));
            Interlocked.Add(ref events, verdict.Events);
            Interlocked.Add(ref calls, verdict.Calls);
            Interlocked.Add(ref lost, verdict.Lost.Count);
            Interlocked.Add(ref duplicate, verdict.Duplicate.Count);
            Interlocked.Add(ref phantom, verdict.Phantom.Count);
            Interlocked.Add(ref lies, verdict.Lies.Count);
            Interlocked.Add(ref broken, verdict.Broken.Count);
            foreach ((string kind, int times) in verdict.Struck)
            {
                struck.AddOrUpdate(kind, times, (_, sum) => sum + times);
            }

            if (!verdict.Holds)
            {
                failed.Enqueue(verdict);
                Console.WriteLine($"seed {verdict.Seed}: {verdict.Faults.First()}");
            }
        });

        // Shrinking takes as many days as there are troubles: one is enough to begin with.
        Verdict? worst = failed.OrderBy(verdict => verdict.Events).FirstOrDefault();
        foreach (Verdict verdict in failed.OrderBy(verdict => verdict.Seed).Take(ToldMax))
        {
            Verdict shortest = verdict == worst ? Shrunk(verdict) : verdict;
            Console.WriteLine($"seed {verdict.Seed} fails{(verdict == worst ? "; the fewest troubles that do it" : "")}: {shortest.Troubles}");
            foreach (string fault in shortest.Faults.Take(ToldMax))
            {
                Console.WriteLine($"  {fault}");
            }

            foreach (string line in verdict != worst ? [] : Story.Of(Scenario.Draw(shortest.Seed, shortest.Troubles), shortest))
            {
                Console.WriteLine($"    {line}");
            }
        }

        Console.WriteLine($"struck: {string.Join(' ', struck.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"failed seeds: {failed.Count}; calls={calls}; {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s; other invariants broken={broken}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seeds={count} events={events} lost={lost} dup={duplicate} phantom={phantom} lies={lies}"));
        return failed.IsEmpty ? 0 : 1;
    }

    /// <summary>A day that cannot be run to its end says with which seed.</summary>
    private static Verdict Day(Scenario scenario)
    {
        try
        {
            return Simulation.Run(scenario);
        }
        catch (Exception trouble)
        {
            throw new InvalidOperationException($"seed {scenario.Seed} ({scenario.Troubles}) after\n{string.Join('\n', LastWords(scenario))}", trouble);
        }
    }

    private static Queue<string> LastWords(Scenario scenario)
    {
        Queue<string> last = new();
        try
        {
            Simulation.Run(scenario, heard: (at, who, line) =>
            {
                last.Enqueue($"{at:O} {who} {line}");
                if (last.Count > 10)
                {
                    last.Dequeue();
                }
            });
        }
        catch (Exception)
        {
            // The same as before: it is the way to it that is asked for.
        }

        return last;
    }

    /// <summary>Takes away one trouble after the other for as long as the day still fails.</summary>
    private static Verdict Shrunk(Verdict verdict)
    {
        foreach (Trouble kind in Enum.GetValues<Trouble>().Where(kind => kind is not (Trouble.None or Trouble.All)))
        {
            if (verdict.Troubles.HasFlag(kind) && Simulation.Run(Scenario.Draw(verdict.Seed, verdict.Troubles & ~kind)) is { Holds: false } still)
            {
                verdict = still;
            }
        }

        return verdict;
    }
}
