using System.Text;

namespace RootWatch.Cli.Terminal;

/// <summary>What a command has of the outside world.</summary>
internal sealed class CommandContext
{
    public const int PathCharsMax = 4096;

    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<Stream> OpenInput { get; init; }
    public required Func<string, string?> Environment { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    public Palette OutPalette => new(OutIsTerminal && ColourIsWanted);

    public Palette ErrorPalette => new(ErrorIsTerminal && ColourIsWanted);

    /// <summary>https://no-color.org: set to anything but the empty text.</summary>
    private bool ColourIsWanted => string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";

    public static CommandContext OfProcess() => new()
    {
        Out = Writer(Console.OpenStandardOutput()),
        Error = Writer(Console.OpenStandardError()),
        OpenInput = Console.OpenStandardInput,
        Environment = System.Environment.GetEnvironmentVariable,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32 * 1024) { NewLine = "\n" };
}
