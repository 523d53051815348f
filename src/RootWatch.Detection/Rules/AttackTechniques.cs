namespace RootWatch.Detection.Rules;

/// <summary>
/// MITRE ATT&amp;CK (Enterprise) has moved techniques to new ids: version 19 has no T1562 any more. Rules name the older
/// ids, which most tools still know; the newer ones are derived here.
/// </summary>
public static class AttackTechniques
{
    /// <summary>Of the ids in <see cref="Rule.Attack"/>.</summary>
    public const string Version = "16";

    public const string LaterVersion = "19";

    /// <summary>The same techniques as <see cref="LaterVersion"/> names them.</summary>
    public static string Later(string attack) => string.Join(", ", attack.Split(", ").Select(id => id switch
    {
        "T1562" or "T1562.001" => "T1685",
        "T1562.008" => "T1685.002",
        _ => id,
    }));
}
