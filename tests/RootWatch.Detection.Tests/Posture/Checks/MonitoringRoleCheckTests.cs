using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class MonitoringRoleCheckTests() : PostureCheckTest("P26")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { MonitoringRole = GoodFacts.Known<MonitoringRoleFacts>(null) }, "no such role"),
        (GoodFacts.All with { MonitoringRole = GoodFacts.Known(GoodFacts.Role with { Principals = ["*"] }) }, "anybody may take it"),
        (GoodFacts.All with { MonitoringRole = GoodFacts.Known(GoodFacts.Role with { NeedsExternalId = false }) }, "without the external id"),
        (GoodFacts.All with { MonitoringRole = GoodFacts.Known(GoodFacts.Role with { Excess = ["s3:*"] }) }, "more than RootWatch calls: s3:*"),
        (GoodFacts.All with { MonitoringRole = GoodFacts.Known(GoodFacts.Role with { Fingerprint = "f2" }) }, "changed since"),
    ];
}
