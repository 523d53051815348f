namespace RootWatch.Detection.Rules;

/// <summary>Every rule there is, in the order of docs/detections.md.</summary>
public static class RuleCatalogue
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new RootSignInRule(),
        new RootSignInWithoutMfaRule(),
        new RootSignInFailedRule(),
        new RootMfaFailedRule(),
        new RootPasswordRecoveryRequestedRule(),
        new RootPasswordRecoveryCompletedRule(),
        new RootPasswordChangedRule(),
        new RootEmailChangedRule(),
        new CentralEmailChangeRule(),
        new RootAccessKeyCreatedRule(),
        new RootAccessKeyUsedRule(),
        new RootAccessKeyActivatedRule(),
        new RootAccessKeyRemovedRule(),
        new RootMfaDeactivatedRule(),
        new RootMfaDeletedRule(),
        new RootMfaAddedRule(),
        new RootMfaResynchronisedRule(),
        new RootLoginProfileCreatedRule(),
        new RootLoginProfileDeletedRule(),
        new RootSigningCertificateAddedRule(),
        new RootTemporaryCredentialsRule(),
        new RootChangeRule(),
        new RootDeniedRule(),
        new RootGrantRule(),
        new RootCloudShellRule(),
        new RootFirstApiUseRule(),
        new DelegatedRootActionRule(),
        new TrailStoppedRule(),
        new TrailDeletedRule(),
        new TrailWeakenedRule(),
        new ManagementEventsOffRule(),
        new EventCollectionOffRule(),
    ];
}
