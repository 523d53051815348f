using System.Text.RegularExpressions;

namespace RootWatch.Aws;

/// <summary>URLs in texts that others read.</summary>
public static partial class UrlText
{
    /// <summary>The text without what its URLs say of a user: .NET names a proxy that refuses a connection with its password.</summary>
    public static string WithoutUser(string text) => User().Replace(text, "");

    // Up to the last @: who writes a password as it is may have one in it, or a slash.
    [GeneratedRegex(@"(?<=://)\S{0,1000}@", RegexOptions.CultureInvariant)]
    private static partial Regex User();
}
