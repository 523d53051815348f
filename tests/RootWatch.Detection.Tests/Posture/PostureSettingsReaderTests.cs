using System.Text;
using RootWatch.Detection.Files;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;

namespace RootWatch.Detection.Tests.Posture;

public sealed class PostureSettingsReaderTests
{
    [Fact]
    public void All_that_can_be_set_is_read()
    {
        var (settings, mistakes) = Read("""
            posture:
              unusedDays: 30
              usedDaysMax: 0
              passwordLengthMin: 16
              passwordReuseMin: 12
              passwordAgeMax: 0
              contactMonthsMax: 6
              emailDomains: [acme.example, acme.test]
              exemptions:
                - {check: P02, account: "111122223333", by: alice, until: 2027-03-31, reason: "key is on its way"}
                - {check: P24, by: bob, until: 2026-06-01, reason: none}
            """);

        Assert.Empty(mistakes);
        Assert.Equal((30, 0, 16, 12, 0, 6), (settings.UnusedDays, settings.UsedDaysMax, settings.PasswordLengthMin, settings.PasswordReuseMin, settings.PasswordAgeMax, settings.ContactMonthsMax));
        Assert.Equal(["acme.example", "acme.test"], settings.EmailDomains);
        Assert.Equal(
            [
                new PostureExemption("P02", "111122223333", "alice", new(2027, 4, 1, 0, 0, 0, TimeSpan.Zero), "key is on its way"),
                new PostureExemption("P24", null, "bob", new(2026, 6, 2, 0, 0, 0, TimeSpan.Zero), "none"),
            ], settings.Exemptions);
    }

    [Theory]
    [InlineData("posture: {unusedDays: 0}", "from 1 to 365")]
    [InlineData("posture: {unused: 3}", "unusedDays")]
    [InlineData("posture: {emailDomains: [root@acme.example]}", "no domain")]
    [InlineData("posture: {exemptions: [{check: P99, by: a, until: 2027-01-01, reason: r}]}", "no posture check")]
    [InlineData("posture: {exemptions: [{check: P02, by: a, reason: r}]}", "has no 'until'")]
    [InlineData("posture: {exemptions: [{check: P02, by: a, until: forever, reason: r}]}", "must be a day")]
    [InlineData("posture: {exemptions: [{check: P02, account: 12, by: a, until: 2027-01-01, reason: r}]}", "no account id")]
    [InlineData("posture: [x]", "must be a map")]
    public void What_is_wrong_is_named(string yaml, string mistake)
    {
        var (_, mistakes) = Read(yaml);

        Assert.Contains(mistakes, found => found.Contains(mistake, StringComparison.Ordinal));
    }

    private static (PostureSettings Settings, IReadOnlyList<string> Mistakes) Read(string yaml)
    {
        Mistakes mistakes = new();
        var root = StrictYaml.Read("settings.yaml", Encoding.UTF8.GetBytes(yaml), mistakes)!;
        var fields = YamlFields.Of("settings.yaml", root, "the file", SettingsReader.Keys, mistakes)!;
        return (SettingsReader.Read("settings.yaml", fields, SigmaRules.None, mistakes).Posture, [.. mistakes.All.Select(mistake => mistake.ToString()!)]);
    }
}
