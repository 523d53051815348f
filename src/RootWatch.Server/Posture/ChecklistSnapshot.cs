using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Emergencies;

namespace RootWatch.Server.Posture;

[GenerateSerializer, Immutable, Alias("rootwatch.ChecklistPartLine")]
public sealed record ChecklistPartLine([property: Id(0)] string Source, [property: Id(1)] int Status, [property: Id(2)] string Text);

[GenerateSerializer, Immutable, Alias("rootwatch.ChecklistPointLine")]
public sealed record ChecklistPointLine([property: Id(0)] int Number, [property: Id(1)] string Title, [property: Id(2)] int Status, [property: Id(3)] IReadOnlyList<ChecklistPartLine> Parts);

/// <summary>The checklist of an account, as a grain tells it.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.ChecklistSnapshot")]
public sealed record ChecklistSnapshot([property: Id(0)] string TenantId, [property: Id(1)] IReadOnlyList<ChecklistPointLine> Points, [property: Id(2)] DateTimeOffset AsOf)
{
    internal static ChecklistSnapshot Of(AccountRegistration account, AccountDocument document, PastRead past, DetectionSettings settings, TimeSpan lateness, DateTimeOffset now)
    {
        ChecklistFacts facts = new(
            PostureJudging.Of(account, document, settings, now), document.Attestations, WindowBook.PlanOf(document), document.Detection, past, settings, lateness, now);
        return new ChecklistSnapshot(
            account.TenantId,
            [
                .. Checklist.Of(facts).Select(point => new ChecklistPointLine(
                    point.Number, point.Title, (int)point.Status, [.. point.Parts.Select(part => new ChecklistPartLine(part.Source, (int)part.Status, part.Text))])),
            ],
            now);
    }
}
