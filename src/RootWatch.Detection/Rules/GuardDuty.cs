namespace RootWatch.Detection.Rules;

internal static class GuardDuty
{
    public const string Source = "guardduty.amazonaws.com";
}
