using System.Buffers;

namespace RootWatch.Detection.Anomaly;

/// <summary>What called, coarse enough to recognise it again.</summary>
internal static class AgentFamily
{
    private const int CharsMax = 32;

    /// <summary>Browsers first and in this order: Edge and Opera call themselves Chrome, Chrome calls itself Safari.</summary>
    private static readonly Mark[] Browsers =
        [new("Edg", "edge"), new("OPR/", "opera"), new("Firefox/", "firefox"), new("Chrome/", "chrome"), new("Safari/", "safari")];

    /// <summary>Of those that call themselves Mozilla: browsers that nobody sits before, and a shell.</summary>
    private static readonly Mark[] Scripts =
        [new("HeadlessChrome/", "headless-chrome"), new("PhantomJS/", "phantomjs"), new("PowerShell/", "powershell")];

    private static readonly SearchValues<string> BrowserNames = SearchValues.Create([.. Browsers.Select(browser => browser.Text)], StringComparison.Ordinal);
    private static readonly SearchValues<string> ScriptNames = SearchValues.Create([.. Scripts.Select(script => script.Text)], StringComparison.OrdinalIgnoreCase);

    private static readonly Mark[] Tools =
    [
        new("signin.amazonaws.com", "console"), new("console.amazonaws.com", "console"), new("AWS Internal", "console"),
        new("aws-cli", "aws-cli"), new("Terraform", "terraform"), new("Boto3", "boto3"), new("aws-sdk", "aws-sdk"),
    ];

    private sealed record Mark(string Text, string Family)
    {
        private readonly SearchValues<string> _inAnyCase = SearchValues.Create([Text], StringComparison.OrdinalIgnoreCase);

        public bool IsIn(string agent) => agent.AsSpan().ContainsAny(_inAnyCase);
    }

    public static bool IsBrowser(string agent) =>
        IsCalledMozilla(agent) ? !agent.AsSpan().ContainsAny(ScriptNames)
            : agent.AsSpan().ContainsAny(BrowserNames);

    private static bool IsCalledMozilla(string agent) =>
        agent.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase) || agent == "Mozilla";

    /// <summary>A few words that stay the same from one version to the next; empty if the record names no agent.</summary>
    public static string Of(string agent) => Of(agent, IsBrowser(agent));

    /// <param name="isBrowser">As <see cref="IsBrowser"/> says.</param>
    public static string Of(string agent, bool isBrowser)
    {
        foreach (var mark in isBrowser ? Browsers : IsCalledMozilla(agent) ? Scripts : Tools)
        {
            if (mark.IsIn(agent))
            {
                return mark.Family;
            }
        }

        var word = agent.TrimStart('[', ' ').Split('/', ' ', ']')[0];
        return word.Length > CharsMax ? word[..CharsMax] : word;
    }
}
