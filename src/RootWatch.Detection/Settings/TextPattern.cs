namespace RootWatch.Detection.Settings;

/// <summary>A text in which <c>*</c> stands for any characters, none included; letters of any case. The whole text has to fit.</summary>
public sealed record TextPattern(string Text)
{
    /// <summary>In time proportional to the two lengths multiplied, at worst.</summary>
    public bool Fits(string text)
    {
        var (at, inPattern, star, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (inPattern < Text.Length && Text[inPattern] == '*')
            {
                (star, resume) = (inPattern++, at);
            }
            else if (inPattern < Text.Length && char.ToUpperInvariant(Text[inPattern]) == char.ToUpperInvariant(text[at]))
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                (inPattern, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return Text.AsSpan(inPattern).TrimStart('*').IsEmpty;
    }

    public override string ToString() => Text;
}
