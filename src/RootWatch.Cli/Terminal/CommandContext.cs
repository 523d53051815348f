using System.Text;

namespace RootWatch.Cli.Terminal;

/// <summary>What a command has of the outside world.</summary>
internal sealed class CommandContext
{
    public const int PathCharsMax = 4096;

    private const long AllocatedBeforeCollection = 240L * 1024 * 1024;

    /// <summary>Of a machine or container; where there is less, the collector decides by itself.</summary>
    private const long MemoryToSpare = 2L * 1024 * 1024 * 1024;

    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<Stream> OpenInput { get; init; }
    public required Func<string, string?> Environment { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Of the terminal to which is written, in characters; null if it is none. Asked each time, since windows are drawn larger.</summary>
    public Func<int?> OutWidth { get; init; } = () => null;

    /// <summary>For a command that keeps what it makes to its end, so that collecting garbage early would only move it about.</summary>
    public Action DelayCollection { get; init; } = () => { };

    public Palette OutPalette => new(OutIsTerminal && ColourIsWanted);

    public Palette ErrorPalette => new(ErrorIsTerminal && ColourIsWanted);

    /// <summary>https://no-color.org: set to anything but the empty text.</summary>
    private bool ColourIsWanted => string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";

    public static CommandContext OfProcess() => new()
    {
        Out = Writer(new OutputStream(Console.OpenStandardOutput())),
        Error = Writer(Console.OpenStandardError()),
        OpenInput = Console.OpenStandardInput,
        Environment = System.Environment.GetEnvironmentVariable,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OutWidth = () => Console.IsOutputRedirected ? null : Console.WindowWidth,
        DelayCollection = () =>
        {
            if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= MemoryToSpare)
            {
                GC.TryStartNoGCRegion(AllocatedBeforeCollection);
            }
        },
    };

    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32 * 1024) { NewLine = "\n" };
}
