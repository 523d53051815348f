using RootWatch.Aws;
using RootWatch.Server.Accounts;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Onboarding;

/// <summary>One verification of one account: its calls, and what earlier steps have learned for later ones.</summary>
internal sealed class VerificationRun(PostureCalls calls, AccountRegistration account)
{
    private (RoleDocuments? Value, AwsFailure? Failure)? _documents;

    public PostureCalls Calls => calls;

    public AwsClients Aws => calls.Clients;

    public AccountRegistration Account => account;

    public string Home { get; } = account.HomeRegion();

    public string Partition { get; } = account.Partition();

    public string RoleName { get; } = account.RoleName();

    public DateTimeOffset Now => calls.Time.GetUtcNow();

    /// <summary>The principal that the role must trust; null if AWS did not say.</summary>
    public string? OwnPrincipal { get; set; }

    /// <summary>The account's role was taken.</summary>
    public bool HasRole { get; set; }

    /// <summary>The organization's; null if there is none or AWS did not say.</summary>
    public string? ManagementAccountId { get; set; }

    /// <summary>Where events are to be read.</summary>
    public IReadOnlyList<string> WatchedRegions { get; set; } = account.Regions ?? [account.HomeRegion()];

    /// <summary>AWS's clock less ours; null if AWS did not say.</summary>
    public TimeSpan? ClockApart { get; set; }

    /// <summary>What IAM tells of the role; asked once.</summary>
    public async Task<(RoleDocuments? Value, AwsFailure? Failure)> Documents(CancellationToken stop) =>
        _documents ??= await RoleDocuments.Read(calls, account, stop);
}
