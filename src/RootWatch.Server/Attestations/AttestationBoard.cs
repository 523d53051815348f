using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RootWatch.Detection.Posture;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Attestations;

/// <summary>The attestations of the accounts that this silo holds; a gauge counts accounts by subject and whether somebody vouches for it now.</summary>
internal sealed class AttestationBoard
{
    private static readonly string[] States = ["holds", "ran_out", "none"];

    private readonly ConcurrentDictionary<string, IReadOnlyList<Attestation>> _attestations = new(StringComparer.Ordinal);
    private readonly Func<DateTimeOffset> _now;

    public AttestationBoard(RootWatchMeter meter, TimeProvider time)
    {
        _now = time.GetUtcNow;
        meter.Gauge("rootwatch.attestations.accounts", null, "Accounts that this silo holds, by what can be attested and whether somebody vouches for it.", Count);
    }

    public void Report(string accountId, IReadOnlyList<Attestation> attestations) => _attestations[accountId] = attestations;

    public void Forget(string accountId) => _attestations.TryRemove(accountId, out _);

    private IEnumerable<Measurement<double>> Count()
    {
        DateTimeOffset now = _now();
        List<Dictionary<string, string>> accounts = [.. _attestations.Values.Select(words =>
            Attestation.Counting(words, now).ToDictionary(word => word.Subject, word => word.ValidUntil > now ? States[0] : States[1]))];
        return
        [
            .. from subject in AttestationSubjects.All
               from state in States
               select new Measurement<double>(
                   accounts.Count(account => account.GetValueOrDefault(subject, States[2]) == state),
                   new KeyValuePair<string, object?>("subject", subject), new KeyValuePair<string, object?>("state", state)),
        ];
    }
}
