using System.Diagnostics;

namespace RootWatch.Server.Tests.Journeys;

/// <summary>For what other processes do in their own time: look often, give up late.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<bool> Holds(TimeSpan limit, Func<Task<bool>> condition)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > limit)
            {
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return true;
    }
}
