using RootWatch.Tests;

namespace RootWatch.Fuzz.Targets;

/// <summary>What the prefilter says of bytes, against the full reading of them.</summary>
internal sealed class PrefilterTarget : FuzzTarget
{
    public override string Name => "prefilter";

    public override IReadOnlyList<byte[]> Seeds { get; } = Bytes([.. RealRecords.Lines, .. RealRecords.Lines.Select(RealRecords.Entry)]);

    public override IReadOnlyList<byte[]> Pieces { get; } = Bytes(RealRecords.Pieces);

    public override void Run(byte[] input)
    {
        if (input is not [(byte)'{', ..])
        {
            return;
        }

        var objection = PrefilterOracle.Objection(input);
        Require(objection is null, objection ?? "");
    }
}
