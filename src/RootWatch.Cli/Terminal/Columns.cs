using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Terminal;

/// <param name="Paint">Colours the text once it has its width.</param>
internal readonly record struct Cell(string Text, Func<string, string>? Paint = null)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>Lines whose columns stand under each other; the last column is not padded and may be long.</summary>
internal sealed class Columns(params string[] headings)
{
    private const int CellCharsMax = 60;
    private const int LastCellCharsMax = 500;

    private readonly List<Cell[]> _rows = [];

    public void Add(params ReadOnlySpan<Cell> cells)
    {
        var row = new Cell[headings.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = cells[i] with { Text = ShownText.Of(cells[i].Text, i == row.Length - 1 ? LastCellCharsMax : CellCharsMax) };
        }

        _rows.Add(row);
    }

    public void Write(TextWriter output, Palette palette)
    {
        var widths = headings.Select((heading, i) => _rows.Select(row => row[i].Text.Length).Append(heading.Length).Max()).ToArray();
        Write([.. headings.Select(heading => new Cell(heading, palette.Strong))]);
        _rows.ForEach(Write);

        void Write(Cell[] row)
        {
            for (var i = 0; i < row.Length; i++)
            {
                var isLast = i == row.Length - 1;
                var text = isLast ? row[i].Text : row[i].Text.PadRight(widths[i]);
                output.Write(row[i].Paint is { } paint ? paint(text) : text);
                output.Write(isLast ? "\n" : "  ");
            }
        }
    }
}
