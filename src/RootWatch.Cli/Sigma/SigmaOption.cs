using System.CommandLine;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Sigma;

/// <summary>--sigma, of the commands that run rules on records.</summary>
internal sealed class SigmaOption
{
    private readonly Option<string[]> _paths = new("--sigma")
    {
        Description = "Sigma rules of your own, too: a file or a folder; may be given several times. 'rootwatch sigma check' says more about them.",
        HelpName = "path",
    };

    public void AddTo(Command command) => command.Add(_paths);

    /// <summary>Says what is wrong with the rules; null if that is more than some which are left out.</summary>
    public SigmaRules? Read(ParseResult parsed, CommandContext context)
    {
        var own = parsed.GetValue(_paths) is { Length: > 0 } named ? SigmaFolder.Read(named) : SigmaReading.Empty;
        SigmaProblemLines.Write(context.Error, context.ErrorPalette, own.Problems);
        return own.Of(SigmaProblemKind.Mistake).Any() ? null : own.Rules;
    }
}
