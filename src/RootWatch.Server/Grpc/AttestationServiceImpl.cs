using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Fleet;
using RootWatch.V1;
using Attestation = RootWatch.V1.Attestation;

namespace RootWatch.Server.Grpc;

/// <summary>rootwatch.v1.AttestationService; what it promises is written in attestation_service.proto.</summary>
internal sealed class AttestationServiceImpl(AccountDecisions decisions, CurrentRoster roster) : AttestationService.AttestationServiceBase
{
    private const int StatementCharsMax = 1000;
    private const int EvidenceCharsMax = 500;

    public override async Task<AddAttestationResponse> AddAttestation(AddAttestationRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountRegistration account = decisions.Named(request.AccountId, caller);
        if (!AttestationSubjects.All.Contains(request.Subject))
        {
            throw BadRequest.Field("subject", $"must be one of {string.Join(", ", AttestationSubjects.All)}");
        }

        AttestationDraft draft = new()
        {
            Subject = request.Subject,
            Statement = GivenText.Of("statement", request.Statement, 1, StatementCharsMax),
            Evidence = GivenText.Address("evidence", request.Evidence, EvidenceCharsMax),
            By = caller.Name,
            ValidUntil = AccountDecisions.Time("valid_until", request.ValidUntil),
        };
        AttestationLine added = await decisions.Ask(account, grain => grain.Attest(account.TenantId, draft));
        return new AddAttestationResponse { Attestation = ToMessage(account, added) };
    }

    public override async Task<ListAttestationsResponse> ListAttestations(ListAttestationsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountPage page = request.AccountId.Length > 0
            ? AccountPage.Of(decisions.Named(request.AccountId, caller))
            : new AccountPaging("attestations", roster).Page(caller, request.PageSize, request.PageToken);
        ListAttestationsResponse response = new();
        response.NextPageToken = await page.Fill(response.Attestations, response.Unreachable, async account =>
            // The grain may still know the account as another tenant's, or not yet at all.
            await decisions.Read(account, grain => grain.GetAttestations()) is { } told && told.TenantId == account.TenantId
                ? [.. told.Lines.Select(line => ToMessage(account, line))]
                : null);
        return response;
    }

    public override async Task<WithdrawAttestationResponse> WithdrawAttestation(WithdrawAttestationRequest request, ServerCallContext context)
    {
        Caller caller = Caller.From(context);
        AccountRegistration account = decisions.AccountOf(caller, "attestation_id", "A", request.AttestationId);
        AttestationLine withdrawn = await decisions.Ask(account, grain => grain.WithdrawAttestation(account.TenantId, request.AttestationId, caller.Name));
        return new WithdrawAttestationResponse { Attestation = ToMessage(account, withdrawn) };
    }

    private static Attestation ToMessage(AccountRegistration account, AttestationLine line) => new()
    {
        AttestationId = line.Id,
        AccountId = account.AccountId,
        TenantId = account.TenantId,
        Subject = line.Subject,
        Statement = line.Statement,
        Evidence = line.Evidence,
        By = line.By,
        At = line.At.ToTimestamp(),
        ValidUntil = line.ValidUntil.ToTimestamp(),
        WithdrawnBy = line.WithdrawnBy,
        WithdrawnAt = line.WithdrawnAt?.ToTimestamp(),
    };
}
