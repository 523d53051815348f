namespace RootWatch.Detection.Rules;

internal static class Organization
{
    public const string Source = "organizations.amazonaws.com";
}
