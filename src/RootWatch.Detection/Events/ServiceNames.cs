namespace RootWatch.Detection.Events;

/// <summary>Names of AWS services, as records have them in the place of an address or of whoever called.</summary>
internal static class ServiceNames
{
    /// <summary>What they end in: everywhere, in China and in the European Sovereign Cloud.</summary>
    private static readonly string[] Domains = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];

    /// <summary><c>autoscaling</c> of <c>autoscaling.amazonaws.com</c>; empty for what is no name of a service, such as an address.</summary>
    public static ReadOnlySpan<char> In(string text)
    {
        foreach (var domain in Domains)
        {
            if (text.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            {
                return text.AsSpan(0, text.Length - domain.Length);
            }
        }

        return default;
    }

    public static bool IsOf(string text, string service) => In(text).Equals(service, StringComparison.OrdinalIgnoreCase);
}
