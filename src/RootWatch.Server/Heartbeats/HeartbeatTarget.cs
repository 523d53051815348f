namespace RootWatch.Server.Heartbeats;

/// <summary>Who expects heartbeats. Whoever knows the URL can send them in our place, so it is in no log and no metric.</summary>
/// <param name="IsPost">POST without a body instead of GET.</param>
internal sealed record HeartbeatTarget(Uri Url, bool IsPost)
{
    public const long FileLengthMax = 64 * 1024;

    /// <summary>Names the host only.</summary>
    public override string ToString() => $"{Url.Scheme}://{Url.Authority}/...";

    /// <summary>The URL, or what is wrong with the text, which is not repeated.</summary>
    public static (Uri? Url, string Problem) Parse(string text) =>
        !Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0
            ? (null, "it is no http or https URL; write the one that the receiver gave you, such as https://hc-ping.com/...")
        : url.UserInfo.Length > 0
            ? (null, "it has a user name or password before the host, which would not be sent; use the receiver's own URL")
        : (url, "");
}
