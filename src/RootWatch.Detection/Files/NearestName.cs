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

        (string? nearest, int distance) = (null, int.MaxValue);
        foreach (string name in known)
        {
            int candidate = Distance(Plain(written), Plain(name));
            // A third of the letters wrong is still a slip; more is another word.
            if (candidate <= Math.Max(1, name.Length / 3) && candidate < distance)
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
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal)
        .Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private static int Distance(string left, string right)
    {
        int[] row = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substitution = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
