using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Scan;

internal enum ScanFormat
{
    Text,
    Json,
    Ocsf,
    Html,
    Tally,
}

/// <summary>What the user asked for.</summary>
/// <param name="Jobs">Workers.</param>
internal sealed record ScanOrder(string[] Paths, ScanFormat Format, Severity? FailOn, int Jobs, FindingSelection Selection);
