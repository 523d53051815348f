using Microsoft.Extensions.Logging.Console;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

internal static class LoggingRegistration
{
    /// <summary>Our own entries at the level that is set; of the frameworks only what is wrong.</summary>
    public static void AddPlainLogging(this ILoggingBuilder logging, ServerSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        if (settings.LogLevel > LogLevel.Debug)
        {
            logging.AddFilter(null, settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);
            logging.AddFilter("RootWatch", settings.LogLevel);
            // At each start it recommends server garbage collection, which a small watcher does not want.
            logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
            // Compares a clock that starts at zero with the machine's uptime, and warns at each start.
            logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
            // To it a client that cancels its calls faster than they are answered is critical, a line for each call. It ends the
            // connection by itself, and anybody who reaches the port can have that written.
            logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.None);
            // Orleans has a line for each document that could not be read or written, in the store's name. Whoever wanted it says so
            // himself, and with a full disk the log may be what fills it.
            foreach (Type store in new[] { typeof(SqliteGrainStorage), typeof(AzureBlobGrainStorage) })
            {
                logging.AddFilter(store.FullName, level => level >= settings.LogLevel && level < LogLevel.Error);
            }

            // ReadinessLog tells of each failed check once.
            logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        }

        logging.AddConsoleFormatter<PlainConsoleFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(console => console.FormatterName = PlainConsoleFormatter.FormatterName);
    }
}
