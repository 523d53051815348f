namespace RootWatch.Server.Access;

/// <summary>
/// How many calls of one caller are open at once. A stream or a page in the making takes memory, and what one customer's
/// token asks for must not end the watch over all of them.
/// </summary>
internal sealed class CallLimit
{
    /// <summary>A stream takes some 25 kB while nothing is told.</summary>
    public const int StreamsMax = 1_000;

    /// <summary>A page of alerts takes a megabyte.</summary>
    public const int OthersMax = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Caller, bool IsStream), int> _open = [];

    public static int MaxOf(bool isStream) => isStream ? StreamsMax : OthersMax;

    /// <summary>False if the caller has too many open; otherwise the call is counted until <see cref="Leave"/>.</summary>
    /// <param name="caller">The id of a token; empty for those without.</param>
    public bool Enter(string caller, bool isStream)
    {
        lock (_lock)
        {
            int open = _open.GetValueOrDefault((caller, isStream));
            if (open >= MaxOf(isStream))
            {
                return false;
            }

            _open[(caller, isStream)] = open + 1;
            return true;
        }
    }

    public void Leave(string caller, bool isStream)
    {
        lock (_lock)
        {
            if (--_open[(caller, isStream)] == 0)
            {
                _open.Remove((caller, isStream));
            }
        }
    }
}
