namespace RootWatch.Server.Onboarding;

/// <summary>Registers what brings accounts under watch. Needs the watching of accounts and the reading of posture.</summary>
internal static class OnboardingRegistration
{
    public static IServiceCollection AddOnboarding(this IServiceCollection services) => services.AddSingleton<AccountVerifier>();
}
