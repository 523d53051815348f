using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace RootWatch.Fuzz;

/// <summary>
/// Gives inputs to targets and keeps those that one does not stand. A crash is an exception, more than
/// <see cref="TimeMax"/>, or more memory than the target allows.
/// </summary>
internal sealed class FuzzRun(int seed, string crashFolder, TextWriter output)
{
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(2);

    /// <summary>Then the input is taken to never end, and so is the run.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(30);

    /// <summary>More of one kind tell nothing new.</summary>
    private const int CrashesToldMax = 20;

    private byte[]? _underWay;
    private string _underWayFor = "";
    private long _begunAt;

    public long Inputs { get; private set; }

    public long Crashes { get; private set; }

    /// <summary>Inputs for the target, always the same for one seed.</summary>
    public void Give(FuzzTarget target, int round, int count)
    {
        var mutator = new Mutator(new Random(HashCode(seed, target.Name, round)), target);
        for (var i = 0; i < count; i++)
        {
            Try(target, mutator.Next());
        }
    }

    public void Try(FuzzTarget target, byte[] input)
    {
        Inputs++;
        if (Trouble(target, input) is { } trouble)
        {
            Crashes++;
            if (Crashes <= CrashesToldMax)
            {
                output.WriteLine($"{target.Name}: {trouble}\n  input kept in {Keep(target.Name, input)}");
            }
        }
    }

    /// <summary>Ends the process, with the input kept, if one never ends.</summary>
    public void Watch() => new Thread(() =>
    {
        while (true)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            if (_underWay is { } input && Stopwatch.GetElapsedTime(Volatile.Read(ref _begunAt)) > Forever)
            {
                output.WriteLine($"{_underWayFor}: does not end\n  input kept in {Keep(_underWayFor, input)}");
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"inputs={Inputs} crashes={Crashes + 1}"));
                output.Flush();
                Environment.Exit(1);
            }
        }
    })
    { IsBackground = true }.Start();

    private string? Trouble(FuzzTarget target, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var time = Time(target, input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > target.AllocationMax + (512L * input.Length))
            {
                return string.Create(CultureInfo.InvariantCulture, $"allocates {allocated / 1024 / 1024} MiB");
            }

            // On a busy machine others may have taken the time.
            return time > TimeMax && Time(target, input) > TimeMax && Time(target, input) > TimeMax
                ? string.Create(CultureInfo.InvariantCulture, $"takes {time.TotalSeconds:0.0} s")
                : null;
        }
        catch (Exception crash)
        {
            return crash.ToString();
        }
        finally
        {
            _underWay = null;
        }
    }

    private TimeSpan Time(FuzzTarget target, byte[] input)
    {
        Volatile.Write(ref _begunAt, Stopwatch.GetTimestamp());
        (_underWayFor, _underWay) = (target.Name, input);
        target.Run(input);
        return Stopwatch.GetElapsedTime(_begunAt);
    }

    private string Keep(string name, byte[] input)
    {
        Directory.CreateDirectory(crashFolder);
        var path = Path.Combine(crashFolder, $"{name}-{Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 6))}");
        File.WriteAllBytes(path, input);
        return path;
    }

    /// <summary>The same in every process, which <see cref="string.GetHashCode()"/> is not.</summary>
    private static int HashCode(int seed, string name, int round) => name.Aggregate((seed * 31) + round, (hash, c) => unchecked((hash * 16777619) ^ c));
}
