using System.Text.RegularExpressions;

namespace RootWatch.Aws.Sqs;

/// <summary>Where a queue is, from the URL that AWS gives it.</summary>
/// <param name="Region">That signs the calls; null if the URL does not say.</param>
public sealed partial record QueueAddress(Uri Url, string? Region)
{
    /// <summary>The address, or what is wrong with the text and the remedy.</summary>
    public static (QueueAddress? Address, string Problem) Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 || !QueuePath().IsMatch(url.AbsolutePath))
        {
            return (null, "it is no queue's URL; write it as https://sqs.eu-central-1.amazonaws.com/111122223333/rootwatch-push");
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            return (null, "it would send signed requests in clear text to another machine; use https, or a loopback address");
        }

        if (url.AbsolutePath.EndsWith(".fifo", StringComparison.Ordinal))
        {
            return (null, "EventBridge's events need no order and RootWatch keeps none; use a standard queue");
        }

        // sqs.REGION.amazonaws.com, the older REGION.queue.amazonaws.com, or an endpoint in a VPC.
        return (new QueueAddress(url, url.Host.Split('.').FirstOrDefault(AwsRegions.IsKnown)), "");
    }

    [GeneratedRegex(@"\A/[0-9]{12}/[A-Za-z0-9_-]{1,80}(\.fifo)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex QueuePath();
}
