using RootWatch.Detection.Posture;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Accounts;

/// <summary>What gauges count over the accounts that this silo holds.</summary>
internal sealed record AccountBoards(PostureBoard Posture, AttestationBoard Attestations, WindowBoard Windows, DrillBoard Drills)
{
    public void Report(string accountId, IReadOnlyList<PostureResult> results) => Posture.Report(accountId, results);

    public void Report(string accountId, AccountDocument document)
    {
        Attestations.Report(accountId, document.Attestations);
        Windows.Report(accountId, document.Windows);
        Drills.Report(accountId, document.Drills);
    }

    /// <summary>The account is held here no longer.</summary>
    public void Forget(string accountId)
    {
        Posture.Forget(accountId);
        Attestations.Forget(accountId);
        Windows.Forget(accountId);
        Drills.Forget(accountId);
    }
}
