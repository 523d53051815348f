namespace RootWatch.Detection.Files;

/// <summary>"Did you mean": the known name nearest in spelling.</summary>
public static class NearestName
{
    private const int LengthMax = 64;

    /// <summary>The nearest name; null if none is near enough to be what was meant.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > LengthMax)
        {
            return null;
        }

        ReadOnlySpan<char> meant = Plain(written, stackalloc char[LengthMax]);
        Span<char> letters = stackalloc char[2 * LengthMax];
        (string? nearest, int distance) = (null, int.MaxValue);
        foreach (string name in known.Where(name => name.Length <= 2 * LengthMax))
        {
            int candidate = Distance(meant, Plain(name, letters));
            // A third of the letters wrong is still a slip; more is another word.
            if (candidate <= Math.Max(1, name.Length / 3)
                && (candidate < distance || (candidate == distance && string.CompareOrdinal(name, nearest) < 0)))
            {
                (nearest, distance) = (name, candidate);
            }
        }

        return nearest;
    }

    /// <summary>The end of a message about an unknown name: the suggestion if there is one, else all that is known.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> known) =>
        Of(written, known) is { } nearest ? $"did you mean '{nearest}'?" : $"known here: {string.Join(", ", known)}";

    // role_arn, role-arn and RoleARN are all roleArn.
    private static ReadOnlySpan<char> Plain(string name, Span<char> plain)
    {
        int length = 0;
        foreach (char letter in name)
        {
            if (letter is not ('_' or '-'))
            {
                plain[length++] = char.ToUpperInvariant(letter);
            }
        }

        return plain[..length];
    }

    // Optimal string alignment: a swap of neighbours, the commonest slip, counts as one edit. Of a file with a mistake in each
    // line this is asked a million times: it allocates nothing.
    private static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        Span<int> before = stackalloc int[right.Length + 1], above = stackalloc int[right.Length + 1], row = stackalloc int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= left.Length; i++)
        {
            Span<int> free = before;
            before = above;
            above = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substitution = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(substitution, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return row[right.Length];
    }
}
