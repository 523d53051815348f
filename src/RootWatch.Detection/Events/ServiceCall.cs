namespace RootWatch.Detection.Events;

/// <summary>A call as <c>iam/CreateUser</c>, which is how the scope of an emergency window names it.</summary>
public static class ServiceCall
{
    public static string Of(string eventSource, string eventName) => $"{ServiceOf(eventSource)}/{eventName}";

    /// <summary><c>iam</c> of <c>iam.amazonaws.com</c>.</summary>
    public static string ServiceOf(string eventSource) => eventSource.IndexOf('.') is >= 0 and var dot ? eventSource[..dot] : eventSource;
}
