using RootWatch.Cli.Terminal;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Sigma;

/// <summary>What is wrong with rule files, one to a line.</summary>
internal static class SigmaProblemLines
{
    public static void Write(TextWriter output, Palette palette, IEnumerable<SigmaProblem> problems)
    {
        foreach (var problem in problems)
        {
            var label = Label(problem.Kind) + ":";
            output.WriteLine($"{(problem.Kind == SigmaProblemKind.Note ? palette.Faint(label) : palette.Warning(label))} {problem}");
        }
    }

    public static string Label(SigmaProblemKind kind) => kind switch
    {
        SigmaProblemKind.Note => "note",
        SigmaProblemKind.Unsupported => "unsupported",
        _ => "mistake",
    };
}
