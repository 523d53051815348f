using System.Globalization;
using RootWatch.Detection.Files;
using RootWatch.Origins;
using RootWatch.Server.Files;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Origins;

/// <summary>Keeps <see cref="CurrentOrigins"/> as the files say.</summary>
internal sealed class OriginFilesFollower(
    ServerSettings settings, CurrentOrigins origins, TimeProvider clock, ReloadStatus status, ILogger<OriginFilesFollower> logger)
    : FileFollower(string.Join(", ", settings.Origins.All), clock, status, logger)
{
    protected override string Name => "origins";

    protected override IReadOnlyList<string> Followed() => settings.Origins.All;

    protected override Mistakes Load(out string summary)
    {
        OriginReading reading = OriginFiles.Read(settings.Origins);
        if (reading.Table is { } table)
        {
            origins.Replace(table);
        }

        summary = origins.Value.ToString() ?? "";
        return MistakesOf(reading);
    }

    public static Mistakes MistakesOf(OriginReading reading)
    {
        Mistakes mistakes = new();
        mistakes.AddRange(reading.Mistakes.Select(mistake => new Mistake(
            mistake.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{mistake.Path}:{line}") : mistake.Path, mistake.Text)));
        return mistakes;
    }

    /// <summary>Not the content: these files are large, and looked at every second.</summary>
    protected override string Fingerprint(string file)
    {
        try
        {
            FileInfo info = new(file);
            // Of what a link leads to.
            FileSystemInfo target = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            return string.Create(CultureInfo.InvariantCulture, $"{target.FullName} {((FileInfo)target).Length} {target.LastWriteTimeUtc.Ticks}");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
    }
}
