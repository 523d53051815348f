namespace RootWatch.Detection.Posture;

/// <summary>Something known of an account, or why it is not known. A value of null is known too: there is none.</summary>
/// <param name="Value">What was read.</param>
/// <param name="At">When it was read, or when reading it last failed; null: it was never asked.</param>
/// <param name="Unknown">Why it is not known, such as <c>denied: …</c>; null if it is.</param>
public sealed record Fact<T>(T? Value, DateTimeOffset? At, string? Unknown)
    where T : class
{
    /// <summary>Null if the value holds now.</summary>
    public string? WhyUnknown(DateTimeOffset now) =>
        Unknown ?? (At is not { } at ? Fact.NotRead : now - at > Fact.AgeMax ? $"last read {(now - at).TotalHours:0} h ago" : null);
}

public static class Fact
{
    internal const string NotRead = "not read yet";

    /// <summary>What is older than this tells nothing of today.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromHours(24);

    public static Fact<T> Known<T>(T? value, DateTimeOffset at)
        where T : class =>
        new(value, at, null);

    public static Fact<T> NotKnown<T>(string why, DateTimeOffset at)
        where T : class =>
        new(null, at, why);

    public static Fact<T> NotAsked<T>()
        where T : class =>
        new(null, null, NotRead);
}
