namespace RootWatch.Detection.Rules;

internal static class Trail
{
    public const string Source = "cloudtrail.amazonaws.com";
}
