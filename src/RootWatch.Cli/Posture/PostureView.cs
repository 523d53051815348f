using System.Globalization;
using System.Text.Json;
using RootWatch.Cli.Alerts;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Posture;

/// <summary>Posture as text or JSON.</summary>
internal static class PostureView
{
    private const int TextCharsMax = 1000;

    public static void WriteTable(TextWriter output, Palette palette, IReadOnlyList<AccountPosture> accounts, IReadOnlyList<string> unreachable)
    {
        var table = new Columns("ACCOUNT", "NAME", "TENANT", "CHECK", "RESULT", "SEVERITY", "DEMAND", "EVIDENCE");
        foreach (var account in accounts)
        {
            foreach (var result in account.Results)
            {
                table.Add(
                    account.AccountId, account.Name, account.TenantId, result.Check, Painted(palette, result.Status),
                    AlertView.Name(result.Severity), result.Title, result.Text);
            }
        }

        foreach (var id in unreachable)
        {
            table.Add(id, "", "", "", new Cell("unreachable", palette.Bad), "", "", "the server could not ask it in time");
        }

        table.Write(output, palette);
    }

    public static void WriteDetails(TextWriter output, Palette palette, AccountPosture account, DateTimeOffset now)
    {
        output.WriteLine($"account  {ShownText.Of(account.AccountId)}  {ShownText.Of(account.Name)}");
        output.WriteLine($"tenant   {ShownText.Of(account.TenantId)}");
        var counts = account.Results.CountBy(result => result.Status).ToDictionary();
        output.WriteLine($"checks   {string.Join(", ", Enum.GetValues<PostureStatus>().Where(counts.ContainsKey).Select(status => string.Create(CultureInfo.InvariantCulture, $"{counts[status]} {Name(status)}")))}");
        output.WriteLine();
        var table = new Columns("CHECK", "RESULT", "SEVERITY", "DEMAND", "OBSERVED", "EVIDENCE");
        foreach (var result in account.Results)
        {
            table.Add(result.Check, Painted(palette, result.Status), AlertView.Name(result.Severity), result.Title, Times.Ago(Times.Of(result.ObservedAt), now), Evidence(result));
        }

        table.Write(output, palette);
        var failing = account.Results.Where(result => result.Status == PostureStatus.Fail).ToList();
        if (failing.Count > 0)
        {
            output.WriteLine();
            output.WriteLine(palette.Strong("What to do"));
            failing.ForEach(result => output.WriteLine($"{result.Check}  {ShownText.Of(result.Remediation, TextCharsMax)}{References(result)}"));
        }
    }

    public static void WriteMembers(Utf8JsonWriter json, AccountPosture account)
    {
        json.WriteString("accountId", account.AccountId);
        json.WriteString("tenantId", account.TenantId);
        json.WriteString("name", account.Name);
        json.WriteTime("asOf", Times.Of(account.AsOf));
        json.WriteObjects("results", account.Results, static (json, result) =>
        {
            json.WriteString("check", result.Check);
            json.WriteString("title", result.Title);
            json.WriteString("severity", AlertView.Name(result.Severity));
            json.WriteString("status", Name(result.Status));
            json.WriteString("text", result.Text);
            json.WriteTime("observedAt", Times.Of(result.ObservedAt));
            json.WriteString("remediation", result.Remediation);
            json.WriteTexts("references", result.References);
            json.WriteString("exemptBy", result.ExemptBy);
            json.WriteTime("exemptUntil", Times.Of(result.ExemptUntil));
        });
    }

    private static string Evidence(PostureResult result) => result.ExemptBy.Length == 0
        ? result.Text
        : string.Create(CultureInfo.InvariantCulture, $"exempt by {result.ExemptBy} until {Times.Of(result.ExemptUntil)?.UtcDateTime:yyyy-MM-dd HH:mm}Z: {result.Text}");

    private static string References(PostureResult result) =>
        result.References.Count == 0 ? "" : $" ({ShownText.Of(string.Join(", ", result.References), TextCharsMax)})";

    public static Cell Painted(Palette palette, PostureStatus status) => new(Name(status), status switch
    {
        PostureStatus.Pass => palette.Good,
        PostureStatus.Fail => palette.Bad,
        PostureStatus.Unknown => palette.Warning,
        _ => null,
    });

    public static string Name(PostureStatus status) => status switch
    {
        PostureStatus.Pass => "PASS",
        PostureStatus.Fail => "FAIL",
        PostureStatus.Exempt => "EXEMPT",
        _ => "UNKNOWN",
    };
}
