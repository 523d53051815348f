namespace RootWatch.Detection.Anomaly;

/// <summary>What called, coarse enough to recognise it again.</summary>
internal static class AgentFamily
{
    private const int CharsMax = 32;

    /// <summary>Browsers first and in this order: Edge and Opera call themselves Chrome, Chrome calls itself Safari.</summary>
    private static readonly (string Mark, string Family)[] Browsers =
        [("Edg", "edge"), ("OPR/", "opera"), ("Firefox/", "firefox"), ("Chrome/", "chrome"), ("Safari/", "safari")];

    private static readonly (string Mark, string Family)[] Tools =
    [
        ("signin.amazonaws.com", "console"), ("console.amazonaws.com", "console"), ("AWS Internal", "console"),
        ("aws-cli", "aws-cli"), ("Terraform", "terraform"), ("Boto3", "boto3"), ("aws-sdk", "aws-sdk"),
    ];

    public static bool IsBrowser(string agent) =>
        agent.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase) || agent == "Mozilla"
        || Browsers.Any(browser => agent.Contains(browser.Mark, StringComparison.Ordinal));

    /// <summary>A few words that stay the same from one version to the next; empty if the record names no agent.</summary>
    public static string Of(string agent)
    {
        foreach (var (mark, family) in IsBrowser(agent) ? Browsers : Tools)
        {
            if (agent.Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                return family;
            }
        }

        var word = agent.TrimStart('[', ' ').Split('/', ' ', ']')[0];
        return word.Length > CharsMax ? word[..CharsMax] : word;
    }
}
