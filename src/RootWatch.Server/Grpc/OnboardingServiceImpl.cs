using Grpc.Core;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Onboarding;
using RootWatch.V1;
using VerificationStep = RootWatch.Server.Onboarding.VerificationStep;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.OnboardingService; what it promises is written in onboarding_service.proto.</summary>
internal sealed class OnboardingServiceImpl(
    AccountVerifier verifier, IGrainFactory grains, CurrentRoster roster, AccountQuestions questions, IHostApplicationLifetime host, ILogger<OnboardingServiceImpl> logger)
    : OnboardingService.OnboardingServiceBase
{
    private const int TextLengthMax = 2000;

    public override async Task VerifyAccount(VerifyAccountRequest request, IServerStreamWriter<VerifyAccountResponse> responseStream, ServerCallContext context)
    {
        AccountRegistration account = questions.Named(request.AccountId, Caller.From(context));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        try
        {
            await Verify(account, responseStream, end.Token);
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            throw RequestReader.Stopping();
        }
    }

    private async Task Verify(AccountRegistration account, IServerStreamWriter<VerifyAccountResponse> responseStream, CancellationToken cancellationToken)
    {
        int number = 0;
        await foreach ((VerificationStep step, VerificationResult result) in verifier.Run(account, cancellationToken))
        {
            logger.LogInformation("verification of account {Account}: {Step} {Status}", account.AccountId, step.Name, result.Status);
            await responseStream.WriteAsync(
                new VerifyAccountResponse
                {
                    Step = new V1.VerificationStep
                    {
                        Name = step.Name,
                        Title = step.Title,
                        Status = (V1.VerificationStatus)(int)result.Status,
                        Text = ShownText.Of(result.Text, TextLengthMax),
                        Remedy = ShownText.Of(result.Remedy, TextLengthMax),
                    },
                    Number = ++number,
                    Count = AccountVerification.Steps.Count,
                },
                cancellationToken);
        }
    }

    public override Task<ImportOrganizationResponse> ImportOrganization(ImportOrganizationRequest request, ServerCallContext context) =>
        new OrganizationImport(grains, roster, logger).Import(request, Caller.From(context));
}
