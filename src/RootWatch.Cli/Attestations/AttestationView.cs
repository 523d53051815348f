using System.Text.Json;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Attestations;

/// <summary>Attestations as text or JSON.</summary>
internal static class AttestationView
{
    public static void WriteTable(TextWriter output, Palette palette, IReadOnlyList<Attestation> attestations, IReadOnlyList<string> unreachable, DateTimeOffset now)
    {
        var table = new Columns("ATTESTATION", "TENANT", "SUBJECT", "STATE", "VALID UNTIL", "BY", "GIVEN", "EVIDENCE", "STATEMENT");
        foreach (var attestation in attestations)
        {
            table.Add(
                attestation.AttestationId, attestation.TenantId, attestation.Subject, Painted(palette, attestation, now), Times.Minute(attestation.ValidUntil),
                attestation.By, Times.Minute(attestation.At), attestation.Evidence, attestation.Statement);
        }

        foreach (var id in unreachable)
        {
            table.Add(id, "", "", new Cell("unreachable", palette.Bad), "", "", "", "", "the server could not ask it in time");
        }

        table.Write(output, palette);
    }

    public static void WriteMembers(Utf8JsonWriter json, Attestation attestation)
    {
        json.WriteString("attestationId", attestation.AttestationId);
        json.WriteString("accountId", attestation.AccountId);
        json.WriteString("tenantId", attestation.TenantId);
        json.WriteString("subject", attestation.Subject);
        json.WriteString("statement", attestation.Statement);
        json.WriteString("evidence", attestation.Evidence);
        json.WriteString("by", attestation.By);
        json.WriteTime("at", Times.Of(attestation.At));
        json.WriteTime("validUntil", Times.Of(attestation.ValidUntil));
        json.WriteString("withdrawnBy", attestation.WithdrawnBy);
        json.WriteTime("withdrawnAt", Times.Of(attestation.WithdrawnAt));
    }

    private static Cell Painted(Palette palette, Attestation attestation, DateTimeOffset now) =>
        attestation.WithdrawnBy.Length > 0 ? new Cell("withdrawn", palette.Faint)
        : Times.Of(attestation.ValidUntil) > now ? new Cell("holds", palette.Good)
        : new Cell("ran out", palette.Bad);
}
