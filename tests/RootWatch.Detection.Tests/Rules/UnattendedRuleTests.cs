using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class UnattendedRuleTests() : RuleTest("RW-X11")
{
    private const string Gone = "one that is not to be watched any more";

    private static readonly WatchSubject Tenant = new("acme", "", Now.AddDays(-30));
    private static readonly ImmutableSortedDictionary<string, DateTimeOffset> None = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    protected override IEnumerable<RuleCase> Cases => [new("a watch that stands still", Severity.Critical), new(Gone, Silent)];

    protected override IReadOnlyList<Alert> Alerts(RuleCase c) =>
        AttendanceWatch.Take(None, Tenant with { Settings = Settings }, [new Unattended(Account, Now.AddMinutes(-4), Unattended.Silent)], [], _ => c.Name != Gone, c.Now).Alerts;

    [Theory]
    [InlineData(Unattended.Silent, "does not answer")]
    [InlineData(Unattended.Idle, "does nothing")]
    [InlineData(Unattended.Unread, "was never read")]
    public void A_watch_that_stands_still_is_told_once_with_its_cause(string cause, string said)
    {
        var (open, alerts) = Take(None, new Unattended(Account, Now.AddMinutes(-4), cause));
        var (again, none) = Take(open, new Unattended(Account, Now.AddMinutes(-3), cause));

        var alert = Assert.Single(alerts);
        Assert.Equal(("RW-X11", Account, Severity.Critical, cause, Now.AddMinutes(-4)), (alert.RuleId, alert.AccountId, alert.Severity, alert.ErrorCode, alert.EventTime));
        Assert.Contains(said, alert.Summary, StringComparison.Ordinal);
        Assert.Empty(none);
        Assert.Equal(open, again);
    }

    [Fact]
    public void That_it_goes_on_is_told_once_and_names_what_it_ends()
    {
        var (open, began) = Take(None, new Unattended(Account, Now.AddMinutes(-4), Unattended.Silent));
        var (over, ended) = AttendanceWatch.Take(open, Tenant, [], [Account], _ => true, Now);

        Assert.Equal((began[0].AlertId, Severity.Low), (Assert.Single(ended).Closes, ended[0].Severity));
        Assert.Empty(over);
        Assert.Empty(AttendanceWatch.Take(over, Tenant, [], [Account], _ => true, Now).Alerts);
        Assert.Equal((TenantFactKind.Blind, TenantFactKind.Seen), (TenantFact.Of(began[0])!.Kind, TenantFact.Of(ended[0])!.Kind));
    }

    [Fact]
    public void Who_is_not_to_be_watched_any_more_is_told_to_be_over_and_not_told_to_begin()
    {
        var (open, _) = Take(None, new Unattended(Account, Now.AddMinutes(-4), Unattended.Silent));
        var (over, ended) = AttendanceWatch.Take(open, Tenant, [new Unattended(Account, Now, Unattended.Silent)], [], _ => false, Now);

        Assert.Contains("not to be watched any more", Assert.Single(ended).Summary, StringComparison.Ordinal);
        Assert.Empty(over);
        Assert.Empty(AttendanceWatch.Take(over, Tenant, [new Unattended(Account, Now, Unattended.Silent)], [], _ => false, Now).Alerts);
    }

    private static (ImmutableSortedDictionary<string, DateTimeOffset> Open, IReadOnlyList<Alert> Alerts) Take(
        ImmutableSortedDictionary<string, DateTimeOffset> open, params Unattended[] unattended) =>
        AttendanceWatch.Take(open, Tenant, unattended, [], _ => true, Now);
}
