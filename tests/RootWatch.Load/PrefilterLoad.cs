using System.Diagnostics;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Load;

/// <param name="DecodeToPrefilter">How many times longer the full reading takes.</param>
internal sealed record PrefilterMeasured(double DecodeToPrefilter, double BytesPerDismissed);

internal static class PrefilterLoad
{
    private const int Rounds = 9;
    private const int TextsPerRound = 20_000;

    /// <summary>Medians of interleaved rounds, so that a slow phase of the machine falls on both.</summary>
    public static PrefilterMeasured Measure(byte[][] texts)
    {
        var ratios = new List<double>();
        var bytes = 0L;
        for (var round = -1; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var prefilter = Time(texts, text => RecordPrefilter.OfCatalogue.Look(text, out _) == PrefilterVerdict.Dismissed);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var decode = Time(texts, text => EventDecoder.Decode(text).Event is not null);
            if (round >= 0)
            {
                ratios.Add(decode / prefilter);
                bytes += allocated;
            }
        }

        ratios.Sort();
        return new PrefilterMeasured(ratios[Rounds / 2], (double)bytes / (Rounds * TextsPerRound));
    }

    private static double Time(byte[][] texts, Func<byte[], bool> read)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < TextsPerRound; i++)
        {
            if (!read(texts[i % texts.Length]))
            {
                throw new InvalidOperationException("A record that was dismissed at first is not dismissed, or cannot be read.");
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
