using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture;

/// <summary>Numbers of the same demand elsewhere; null where it is not made.</summary>
/// <param name="Cis">CIS AWS Foundations Benchmark: 1.4, 3.0, 4.0, 5.0 and 6.0.</param>
/// <param name="SecurityHub">Control of AWS Security Hub.</param>
/// <param name="WellArchitected">Best practice of the Well-Architected Framework.</param>
public sealed record PostureReferences(IReadOnlyList<string?> Cis, string? SecurityHub = null, string? WellArchitected = null)
{
    private static readonly string[] CisVersions = ["1.4", "3.0", "4.0", "5.0", "6.0"];

    public static PostureReferences None { get; } = new([]);

    /// <param name="cis">Five numbers, for the five versions; <c>-</c> where there is none.</param>
    public static PostureReferences Of(string? cis = null, string? hub = null, string? wa = null) =>
        new(cis?.Split('/').Select(number => number == "-" ? null : number).ToArray() ?? [], hub, wa);

    /// <summary>Such as <c>CIS 1.4: 1.5</c>, one for each version that makes the demand.</summary>
    public IEnumerable<string> All =>
    [
        .. Cis.Zip(CisVersions).Where(pair => pair.First is not null).Select(pair => $"CIS {pair.Second}: {pair.First}"),
        .. SecurityHub is null ? Array.Empty<string>() : [$"Security Hub: {SecurityHub}"],
        .. WellArchitected is null ? Array.Empty<string>() : [$"Well-Architected: {WellArchitected}"],
    ];
}

/// <summary>
/// One demand on how an account is set up. Pure: the same facts, settings and now give the same result. What was denied or
/// could not be read neither passes nor fails.
/// </summary>
public abstract class PostureCheck(string id, string title, Severity severity, string remediation, PostureReferences references)
{
    /// <summary><c>P01</c>. Never used again for another check.</summary>
    public string Id { get; } = id;

    /// <summary>What is demanded.</summary>
    public string Title { get; } = title;

    /// <summary>Of a failure.</summary>
    public Severity Severity { get; } = severity;

    /// <summary>What to do if it fails.</summary>
    public string Remediation { get; } = remediation;

    public PostureReferences References { get; } = references;

    public PostureResult Check(PostureFacts facts, PostureSettings settings, DateTimeOffset now)
    {
        var verdict = Judge(facts, settings, now);
        var result = new PostureResult(this, verdict.Status, ShownText.Of(verdict.Text, 1000), verdict.At);
        return settings.ExemptionOf(Id, facts.AccountId, now) is { } exemption
            ? result with { Status = PostureStatus.Exempt, Text = $"{ShownText.Of(exemption.Reason)}; otherwise {Name(verdict.Status)}: {result.Text}", Exemption = exemption }
            : result;
    }

    protected abstract Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now);

    /// <summary>PASS, FAIL, UNKNOWN or EXEMPT.</summary>
    public static string Name(PostureStatus status) => status.ToString().ToUpperInvariant();
}
