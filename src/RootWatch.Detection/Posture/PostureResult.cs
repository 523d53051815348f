namespace RootWatch.Detection.Posture;

public enum PostureStatus
{
    Pass = 1,
    Fail = 2,

    /// <summary>It could not be told: denied, unreachable, not read yet, nobody has attested it.</summary>
    Unknown = 3,

    /// <summary>Somebody took the account out of the check, or AWS does not have such a thing there.</summary>
    Exempt = 4,
}

/// <summary>What a check finds in the facts.</summary>
/// <param name="Text">The evidence, or for <see cref="PostureStatus.Unknown"/> the reason.</param>
/// <param name="At">When the oldest of the facts was read that decided.</param>
public sealed record Verdict(PostureStatus Status, string Text, DateTimeOffset? At = null)
{
    public static Verdict Pass(string evidence) => new(PostureStatus.Pass, evidence);

    public static Verdict Fail(string evidence) => new(PostureStatus.Fail, evidence);

    public static Verdict Unknown(string why) => new(PostureStatus.Unknown, why);

    /// <summary>The check is not about accounts like this one.</summary>
    public static Verdict NotApplicable(string why) => new(PostureStatus.Exempt, $"not applicable: {why}");

    public static Verdict Of(bool passes, string evidence) => passes ? Pass(evidence) : Fail(evidence);

    internal Verdict Since(DateTimeOffset? at) => this with { At = At is null || at < At ? at : At };
}

/// <summary>One check of one account.</summary>
/// <param name="Text">The evidence, or why it is unknown or exempt.</param>
/// <param name="ObservedAt">When what decided was read; null if nothing was.</param>
public sealed record PostureResult(PostureCheck Check, PostureStatus Status, string Text, DateTimeOffset? ObservedAt)
{
    /// <summary>Who took the account out of the check; null if nobody did.</summary>
    public PostureExemption? Exemption { get; init; }

    /// <summary>True or false only for what is known.</summary>
    public bool? Passes => Status switch { PostureStatus.Pass => true, PostureStatus.Fail => false, _ => null };
}
