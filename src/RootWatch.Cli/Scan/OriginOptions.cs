using System.CommandLine;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Origins;

namespace RootWatch.Cli.Scan;

/// <summary>The user's own files about addresses, named as the server's settings are.</summary>
internal sealed class OriginOptions
{
    private readonly Option<string?> _country = new("--geo-country")
    {
        Description = "Countries of addresses, in MaxMind's file format; a city file tells places too. Without it, the shipped table.",
        HelpName = "file",
    };

    private readonly Option<string?> _asn = new("--geo-asn")
    {
        Description = "Whose network an address is in (ASN), in MaxMind's file format.",
        HelpName = "file",
    };

    private readonly Option<string?> _lists = new("--geo-lists")
    {
        Description = "Lists of Tor exits, anonymisers, hosting, relays, satellite networks and watched addresses.",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_country);
        command.Options.Add(_asn);
        command.Options.Add(_lists);
    }

    public IOriginTable Read(ParseResult parsed)
    {
        var reading = OriginFiles.Read(new OriginPaths(parsed.GetValue(_country), parsed.GetValue(_asn), parsed.GetValue(_lists)));
        if (reading.Table is { } table)
        {
            return table;
        }

        var first = reading.Mistakes[0];
        var more = reading.Mistakes.Count > 1 ? $" (and {reading.Mistakes.Count - 1} more)" : "";
        throw new ProblemException($"{ShownText.Of(first.Path, CommandContext.PathCharsMax)}{(first.Line is { } line ? $":{line}" : "")} {first.Text}{more}");
    }
}
