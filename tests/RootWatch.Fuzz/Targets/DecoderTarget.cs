using System.Text;
using RootWatch.Detection;
using RootWatch.Detection.Events;

namespace RootWatch.Fuzz.Targets;

/// <summary>Record -> event -> rules, score and alerts.</summary>
internal sealed class DecoderTarget : FuzzTarget
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WatchSubject Subject = new("acme", "111122223333", Now.AddDays(-30));

    public override string Name => "decoder";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes([.. RealRecords.Lines, .. RealRecords.Lines.Take(20).Select(RealRecords.Entry)]);

    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(RealRecords.Pieces);

    public override void Run(byte[] input)
    {
        var (e, unreadable) = EventDecoder.Decode(input);
        Require((e is null) != (unreadable is null), "neither an event nor a reason, or both");
        if (e is null)
        {
            return;
        }

        // Read when they are asked for, which no rule may do.
        Require(e.RequestParameters.Count + e.ResponseElements.Count + e.AdditionalEventData.Count <= 3 * 128, "more values than are kept");
        EventRelevance.MayMatter(e);
        var step = AccountWatch.Advance(WatchState.Empty, Subject, [e], Now);
        Require(step.Alerts.All(alert => alert.Summary.Length <= 4000 && !alert.Summary.Any(char.IsControl)), "a text that is not fit to be shown");
        var text = Encoding.UTF8.GetString(input);
        if (Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(input))
        {
            var again = AccountWatch.Advance(WatchState.Empty, Subject, [text], Now);
            Require(again.Alerts.Select(alert => alert.AlertId).SequenceEqual(step.Alerts.Select(alert => alert.AlertId)), "text and bytes give different alerts");
        }
    }
}
