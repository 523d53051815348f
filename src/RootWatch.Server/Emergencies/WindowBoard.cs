using RootWatch.Server.Metrics;

namespace RootWatch.Server.Emergencies;

internal sealed class WindowBoard(RootWatchMeter meter, TimeProvider time)
    : StatusBoard<WindowRecord, WindowStatus>(meter, time, "rootwatch.emergency.windows", "Emergency windows of the accounts that this silo holds, by status.")
{
    protected override WindowStatus StatusOf(WindowRecord window, DateTimeOffset now) => window.StatusAt(now);

    protected override string LabelOf(WindowStatus status) => status is WindowStatus.InReview ? "in_review" : base.LabelOf(status);
}
