using System.Text;
using RootWatch.Detection.Events;
using RootWatch.Detection.Sigma;

namespace RootWatch.Fuzz.Targets;

/// <summary>Rule files, and what is loaded of them on real records.</summary>
internal sealed class SigmaFileTarget : FuzzTarget
{
    private static readonly (CloudTrailEvent Event, string Text)[] Records =
        [.. RealRecords.Lines.Where((_, index) => index % 25 == 0).Select(text => (EventDecoder.Decode(text).Event!, text)).Where(record => record.Item1 is not null)];

    public override string Name => "sigma-files";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes(SigmaRuleTexts.All);

    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(SigmaRuleTexts.Pieces);

    /// <summary>As much as the regular expressions of all rules may take together.</summary>
    public override long AllocationMax => 256L * 1024 * 1024;

    public override void Run(byte[] input)
    {
        var reading = SigmaLoader.Read([new SigmaSource("fuzzed.yml", input)]);
        Require(reading.Problems.All(problem => problem.ToString() is { Length: < 3000 } text && !text.Any(char.IsControl)), "a text that is not fit to be shown");
        Require(Encoding.UTF8.GetByteCount(string.Concat(reading.Rules.All.Select(rule => rule.Title + rule.Advice))) <= 1_000_000, "texts without a bound");
        foreach (var (e, text) in Records)
        {
            reading.Rules.Mark(e, text);
        }
    }
}
