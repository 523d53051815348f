namespace RootWatch.Server.Accounts;

/// <summary>Why something that a person asked for was not done.</summary>
public enum RefusalKind
{
    /// <summary>The account's grain cannot say yet; the same may be asked again.</summary>
    NotReady = 1,

    /// <summary>There is no such thing.</summary>
    NotThere = 2,

    /// <summary>Things are not as they would have to be.</summary>
    NotNow = 3,

    /// <summary>Somebody else would have to ask.</summary>
    NotYou = 4,

    /// <summary>There are too many already.</summary>
    Full = 5,

    /// <summary>What was asked for cannot be.</summary>
    Invalid = 6,
}

/// <param name="Text">For a person, with what to do.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.Refusal")]
public sealed record Refusal([property: Id(0)] RefusalKind Kind, [property: Id(1)] string Text);

/// <summary>What became of something that a person asked of an account: done and stored, or refused and nothing changed.</summary>
/// <param name="Value">Null if refused.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.Decision`1")]
public sealed record Decision<T>([property: Id(0)] T? Value, [property: Id(1)] Refusal? Refusal)
    where T : class;

internal static class Decision
{
    /// <summary>What the account's document is to be, with what is answered once it is stored.</summary>
    public static (AccountDocument, Decision<T>) Done<T>(AccountDocument document, T value)
        where T : class => (document, new Decision<T>(value, null));

    public static (AccountDocument, Decision<T>) Refused<T>(AccountDocument document, RefusalKind kind, string text)
        where T : class => (document, NotDone<T>(kind, text));

    public static Decision<T> NotDone<T>(RefusalKind kind, string text)
        where T : class => new(null, new Refusal(kind, text));
}
