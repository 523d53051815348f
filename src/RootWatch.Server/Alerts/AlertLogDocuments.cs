using System.Security.Cryptography;
using System.Text;
using RootWatch.Detection.Tenants;

namespace RootWatch.Server.Alerts;

/// <summary>One alert of a log as it is stored.</summary>
public sealed record LogEntry
{
    private const int MarkLength = 16;

    public required long Seq { get; init; }

    public required string AccountId { get; init; }

    /// <summary>See <see cref="Alerts.AlertJson"/>.</summary>
    public required string AlertJson { get; init; }

    /// <summary>SHA-256 over the hash before it, the seq and the alert: whoever changes one entry must change all after it.</summary>
    public required string Hash { get; init; }

    /// <summary>Enough of a hash to tell what a log held up to there: one that was restored from a backup may go on in another way.</summary>
    public static string Mark(string hash) => hash.Length > MarkLength ? hash[..MarkLength] : hash;

    public static LogEntry After(string previousHash, long seq, string accountId, string alertJson) => new()
    {
        Seq = seq,
        AccountId = accountId,
        AlertJson = alertJson,
        Hash = HashOf(previousHash, seq, accountId, alertJson),
    };

    public bool Follows(string previousHash) => Hash == HashOf(previousHash, Seq, AccountId, AlertJson);

    private static string HashOf(string previousHash, long seq, string accountId, string alertJson) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{previousHash}|{seq}|{accountId}|{alertJson}"))));
}

/// <summary>
/// The head of a tenant's log, and its only commit point. It holds the newest alerts itself, so that an append is one
/// conditional write; what no longer fits moves to segments, which hold committed alerts only and never change.
/// </summary>
public sealed class AlertLogHead
{
    public int Schema { get; set; } = 1;

    /// <summary>Which life of the log this is; empty until the first append.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>What lies before was dropped.</summary>
    public long FirstSeq { get; set; } = 1;

    /// <summary>Alerts that lie in segments: all with a seq up to here.</summary>
    public long SegmentedSeq { get; set; }

    /// <summary>Hash of the last alert in a segment; empty if there is none.</summary>
    public string SegmentedHash { get; set; } = "";

    /// <summary>The alerts after <see cref="SegmentedSeq"/>, oldest first.</summary>
    public List<LogEntry> Tail { get; set; } = [];

    /// <summary>Per account the highest outbox position that was taken.</summary>
    public Dictionary<string, long> HighWater { get; set; } = [];

    /// <summary>Which of the alerts that come next are part of a stretch of mass blindness.</summary>
    public BlindnessFold Fold { get; set; } = BlindnessFold.None;

    public long LastSeq() => SegmentedSeq + Tail.Count;

    public string LastHash() => Tail.Count > 0 ? Tail[^1].Hash : SegmentedHash;
}

/// <summary>A full stretch of a log. Segment n holds the seqs n * size + 1 to (n + 1) * size.</summary>
public sealed class AlertLogSegment
{
    public int Schema { get; set; } = 1;

    public string Epoch { get; set; } = "";

    /// <summary>Hash of the alert before the first one here.</summary>
    public string PreviousHash { get; set; } = "";

    public List<LogEntry> Entries { get; set; } = [];
}
