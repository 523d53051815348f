using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Orleans.Serialization;
using RootWatch.Detection.Files;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

/// <summary>
/// One line per entry, whatever it holds: texts from outside cannot forge a second one or move a terminal's cursor.
/// An exception is told by its messages; its stack only at debug level.
/// </summary>
internal sealed class PlainConsoleFormatter(TimeProvider clock, ServerSettings settings) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    /// <summary>Orleans's own about activations.</summary>
    private const string GrainCategory = "Orleans.Grain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (settings.LogLevel > LogLevel.Debug && IsToldElsewhere(logEntry.Category, logEntry.Exception))
        {
            return;
        }

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

    /// <summary>
    /// What Orleans has several lines about for each grain and try. Of a document that cannot be read, the patrol and whoever
    /// wanted it tell once; and a state that no other server takes from this one is read from the store, as it must be.
    /// </summary>
    private static bool IsToldElsewhere(string category, Exception? trouble)
    {
        for (Exception? cause = category == GrainCategory ? trouble : null; cause is not null; cause = cause.InnerException)
        {
            if (cause is DocumentStorageException or CodecNotFoundException)
            {
                return true;
            }
        }

        return false;
    }

    private static string ShortCategory(string category) => category[(category.LastIndexOf('.') + 1)..];
}
