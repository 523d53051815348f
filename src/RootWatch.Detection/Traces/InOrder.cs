namespace RootWatch.Detection.Traces;

/// <summary>Short lists that are kept in order and within a bound.</summary>
internal static class InOrder
{
    /// <summary>With one more, behind its equals. Of more than <paramref name="countMax"/> the first go.</summary>
    /// <param name="list">In order.</param>
    public static T[] With<T>(IReadOnlyList<T> list, T added, IComparer<T> order, int countMax)
    {
        // Nearly always it was made here.
        var known = list as T[] ?? [.. list];
        var place = known.Length;
        while (place > 0 && order.Compare(known[place - 1], added) > 0)
        {
            place--;
        }

        var dropped = Math.Max(0, known.Length + 1 - countMax);
        var kept = new T[known.Length + 1 - dropped];
        if (place < dropped)
        {
            // It is one of those that go.
            known.AsSpan(dropped - 1).CopyTo(kept);
            return kept;
        }

        known.AsSpan(dropped, place - dropped).CopyTo(kept);
        kept[place - dropped] = added;
        known.AsSpan(place).CopyTo(kept.AsSpan(place - dropped + 1));
        return kept;
    }
}
