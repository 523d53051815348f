using System.Globalization;
using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Sigma;

public enum SigmaProblemKind
{
    /// <summary>The rule does what it says, but perhaps not what was meant.</summary>
    Note,

    /// <summary>Sigma allows it and this program cannot do it; the rule is left out.</summary>
    Unsupported,

    /// <summary>Wrong by the specification; the rule is left out.</summary>
    Mistake,
}

/// <summary>What is wrong in a rule file, and where.</summary>
/// <param name="Line">From 1; 0 if it is about the whole file.</param>
/// <param name="Key">The keys that lead there, such as <c>detection.selection.eventName|foo</c>; may be empty.</param>
public sealed record SigmaProblem(SigmaProblemKind Kind, string Path, long Line, long Column, string Key, string Text)
{
    private const int PathCharsMax = 1024;
    private const int TextCharsMax = 1024;

    /// <summary><c>rules/a.yml:12:9</c>, without what the file says.</summary>
    public string Place => ShownText.Of(Path, PathCharsMax) + (Line == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{Line}:{Column}"));

    /// <summary>The key and what is wrong with it.</summary>
    public string Reason => (Key.Length == 0 ? "" : ShownText.Of(Key) + ": ") + ShownText.Of(Text, TextCharsMax);

    /// <summary><c>rules/a.yml:12:9: detection.selection: …</c></summary>
    public override string ToString() => $"{Place}: {Reason}";
}
