using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Organizations;

/// <summary>What the rules about organizations say to a fact. Pure; whoever calls sees to it that each fact is told once.</summary>
public static class OrganizationWatch
{
    /// <param name="tenant">Whose alert it is; its account id is not asked.</param>
    public static IReadOnlyList<Alert> Tell(WatchSubject tenant, OrganizationFact fact, DateTimeOffset now)
    {
        var subject = tenant with { AccountId = fact is AccountPaused paused ? paused.AccountId : "" };
        var alerts = new List<Alert>();
        foreach (var rule in RuleCatalogue.All.OfType<OrganizationRule>().Where(subject.Settings.IsEnabled))
        {
            if (rule.About(fact) is { } episode)
            {
                var finding = Finding.Of(rule, episode);
                alerts.Add(AlertWriter.Write(subject, finding with { Severity = subject.Settings.SeverityOf(finding) }, episode, now));
            }
        }

        return alerts;
    }
}
