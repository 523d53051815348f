using System.Globalization;
using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

public sealed class WindowRequestedRule() : SituationRule(
    "RW-G13",
    "Emergency window requested",
    Severity.Medium,
    "T1078.004",
    "Somebody wants to use root and waits. Ask them whether it is they who ask, then approve it (rootwatch window approve) or take it back (rootwatch window close).",
    "None: it tells that somebody asks, and who it is."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] :
        from request in plan.Requests
        where facts.Now < request.LapsesAt
        select new Episode(
            request.Id, request.At,
            $"{ShownText.Of(request.By, 64)} asks for the emergency window {ShownText.Of(request.Id, 64)} of {Length(request.Length)}{(request.OpensAt is { } opens ? $" from {ShownTime.Of(opens)}" : "")}, ticket {ShownText.Of(request.Ticket, 64)}: {ShownText.Of(request.Purpose, 200)}; it would allow {ShownText.Of(string.Join(", ", request.Scope), 300)}, and lapses at {ShownTime.Of(request.LapsesAt)}");

    private static string Length(TimeSpan length) => string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0} minutes");
}
