using RootWatch.Server.Metrics;

namespace RootWatch.Server.Drills;

internal sealed class DrillBoard(RootWatchMeter meter, TimeProvider time)
    : StatusBoard<DrillRecord, DrillStatus>(meter, time, "rootwatch.drills", "Drills of the accounts that this silo holds, by status.")
{
    protected override DrillStatus StatusOf(DrillRecord drill, DateTimeOffset now) => drill.StatusAt(now);

    protected override string LabelOf(DrillStatus status) => status is DrillStatus.GivenUp ? "given_up" : base.LabelOf(status);
}
