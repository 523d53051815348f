namespace RootWatch.Cli.Terminal;

/// <summary>A text in lines that end between words, as a terminal would end them in the middle of one.</summary>
internal static class WrappedText
{
    /// <param name="width">Null: one line. A longer word has a line of its own, and is not cut.</param>
    public static IEnumerable<string> Lines(string text, int? width)
    {
        if (width is not { } max)
        {
            yield return text;
            yield break;
        }

        var start = 0;
        while (text.Length - start > max)
        {
            var end = text.LastIndexOf(' ', start + max, max + 1);
            if (end <= start)
            {
                end = text.IndexOf(' ', start + max);
            }

            if (end < 0)
            {
                break;
            }

            yield return text[start..end];
            start = end + 1;
        }

        yield return text[start..];
    }
}
