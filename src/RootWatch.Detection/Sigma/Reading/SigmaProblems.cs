using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>Collects all that is wrong with one file, so that it is mended in one go.</summary>
internal sealed class SigmaProblems(string path)
{
    /// <summary>A file with more is no rule file.</summary>
    public const int CountMax = 200;

    private readonly List<SigmaProblem> _all = [];
    private readonly HashSet<SigmaProblem> _told = [];

    public string Path => path;

    public IReadOnlyList<SigmaProblem> All => _all;

    /// <summary>How many of them keep a rule from being loaded.</summary>
    public int Refusals { get; private set; }

    public void Mistake(SigmaNode? node, string key, string text) => Add(SigmaProblemKind.Mistake, node, key, text);

    public void Unsupported(SigmaNode? node, string key, string text) => Add(SigmaProblemKind.Unsupported, node, key, text);

    public void Note(SigmaNode? node, string key, string text) => Add(SigmaProblemKind.Note, node, key, text);

    /// <summary>What was found wrong with a document before it was known whether it is a rule.</summary>
    public void Take(IReadOnlyList<SigmaProblem> flaws) => flaws.ToList().ForEach(Add);

    public void Unsupported(long line, long column, string text) => Add(new SigmaProblem(SigmaProblemKind.Unsupported, path, line, column, "", text));

    public void Mistake(long line, long column, string text) => Add(new SigmaProblem(SigmaProblemKind.Mistake, path, line, column, "", text));

    /// <summary>A value as it may stand in a message.</summary>
    public static string Shown(string value) => $"'{ShownText.Of(value, 80)}'";

    private void Add(SigmaProblemKind kind, SigmaNode? node, string key, string text) =>
        Add(new SigmaProblem(kind, path, node?.Line ?? 0, node?.Column ?? 0, key, text));

    private void Add(SigmaProblem problem)
    {
        Refusals += problem.Kind == SigmaProblemKind.Note ? 0 : 1;
        // Of a part that documents share it is told once.
        if (_all.Count < CountMax && _told.Add(problem))
        {
            _all.Add(problem);
        }
    }
}
