using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using RootWatch.Detection.Files;

namespace RootWatch.Server.Hosting;

/// <summary>
/// One line per entry, whatever it holds: texts from outside cannot forge a second one or move a terminal's cursor.
/// An exception is told by its messages; its stack only at debug level.
/// </summary>
internal sealed class PlainConsoleFormatter(TimeProvider clock, ServerSettings settings) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        StringBuilder line = new();
        line.Append(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        line.Append(logEntry.LogLevel switch
        {
            LogLevel.Critical => " CRIT ",
            LogLevel.Error => " ERROR ",
            LogLevel.Warning => " WARN ",
            LogLevel.Information => " INFO ",
            _ => " DEBUG ",
        });
        line.Append(ShortCategory(logEntry.Category)).Append(": ");
        line.Append(Mistakes.OneLine(logEntry.Formatter(logEntry.State, settings.LogLevel <= LogLevel.Debug ? logEntry.Exception : null)));
        for (Exception? cause = logEntry.Exception; cause is not null; cause = cause.InnerException)
        {
            line.Append(" | ").Append(cause.GetType().Name).Append(": ").Append(Mistakes.OneLine(cause.Message));
        }

        if (settings.LogLevel <= LogLevel.Debug && logEntry.Exception?.StackTrace is { } stack)
        {
            line.Append(" | ").Append(Mistakes.OneLine(stack));
        }

        textWriter.WriteLine(line);
    }

    private static string ShortCategory(string category) => category[(category.LastIndexOf('.') + 1)..];
}
