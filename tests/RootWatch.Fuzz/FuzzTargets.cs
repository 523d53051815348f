using RootWatch.Fuzz.Targets;

namespace RootWatch.Fuzz;

/// <summary>Whatever takes bytes that people or CloudTrail made.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [new DecoderTarget(), new PrefilterTarget(), new PageTarget(), new SigmaFileTarget(), new SigmaRecordTarget(), new AccountsFileTarget()];
}
