using System.Text;
using RootWatch.Detection.Events;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Sigma;

namespace RootWatch.Fuzz.Targets;

/// <summary>Records against rules of every construct; what a rule matches must not have been dismissed unread.</summary>
internal sealed class SigmaRecordTarget : FuzzTarget
{
    private readonly SigmaRules _rules = Load(SigmaRuleTexts.All);
    private readonly SigmaRules _ofNamedCalls = new([.. Load(SigmaRuleTexts.All).All.Where(rule => !rule.Reach.Every)]);

    public override string Name => "sigma-records";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes([.. RealRecords.Lines, .. RealRecords.Lines.Take(20).Select(RealRecords.Entry)]);

    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(
        [.. RealRecords.Pieces, "\"eventName\":\"createuser\",", "\"eventName\":[\"CreateUser\"],", "\"sourceIPAddress\":\"10.1.2.3\",", "\"additionalEventData\":{\"n\":\"1e99\"},"]);

    public override void Run(byte[] input)
    {
        if (EventDecoder.Decode(input).Event is not { } e)
        {
            return;
        }

        _rules.Mark(e, input);
        var prefilter = RecordPrefilter.With(_ofNamedCalls)!;
        var isDismissed = input is [(byte)'{', ..]
            && ((prefilter.Look(input, out var length) == PrefilterVerdict.Dismissed && length == input.Length)
                || prefilter.PassLines([.. input, (byte)'\n', .. input, .. input], int.MaxValue, out _) > 0);
        Require(!isDismissed || _ofNamedCalls.Mark(e, input).SigmaMatches.Count == 0, "a record that a rule matches is dismissed");
    }

    private static SigmaRules Load(IEnumerable<string> texts) =>
        SigmaLoader.Read(texts.Select((text, index) => new SigmaSource($"{index}.yml", Encoding.UTF8.GetBytes(text)))).Rules;
}
