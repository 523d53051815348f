using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Sigma;

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
/// <param name="Sigma">Rules of his own.</param>
internal sealed record ScanOrder(
    string[] Paths, ScanFormat Format, Severity? FailOn, int Jobs, FindingSelection Selection, SigmaRules Sigma, IOriginTable Origins);
