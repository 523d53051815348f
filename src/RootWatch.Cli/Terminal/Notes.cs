using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RootWatch.Cli.Terminal;

/// <summary>What the help of one command says below its options; the list of commands has no room for it.</summary>
internal static class Notes
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Command, string> Texts = [];

    public static Command WithNotes(this Command command, string text)
    {
        Texts.Add(command, text);
        return command;
    }

    public static void ShowBelowHelp(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpAndNotes((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class HelpAndNotes(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (Texts.TryGetValue(parseResult.CommandResult.Command, out var text))
            {
                parseResult.InvocationConfiguration.Output.WriteLine(text);
            }

            return code;
        }
    }
}
