using Grpc.Core;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Organizations;
using RootWatch.V1;
using FoundAccount = RootWatch.Server.Organizations.FoundAccount;
using FoundState = RootWatch.Server.Organizations.FoundState;

namespace RootWatch.Server.Grpc;

/// <summary>OnboardingService.ImportOrganization.</summary>
internal sealed class OrganizationImport(IGrainFactory grains, CurrentRoster roster, ILogger logger)
{
    private const int TextLengthMax = 2000;

    public async Task<ImportOrganizationResponse> Import(ImportOrganizationRequest request, Caller caller)
    {
        OrganizationRegistration organization = Named(request.Organization, caller);
        if (request.AcceptRemovals < 0)
        {
            throw BadRequest.Field("accept_removals", "must not be negative");
        }

        logger.LogInformation("{Caller} imports organization {Organization}, with up to {Removals} removals", caller.Name, organization.OrganizationId, request.AcceptRemovals);
        IOrganizationGrain grain = grains.GetGrain<IOrganizationGrain>(organization.OrganizationId);
        IReadOnlyDictionary<string, FoundAccount> before = ById(await Answer(grain.Follow(knownVersion: -1)));
        OrganizationFindings findings = (await Answer(grain.Discover(organization, request.AcceptRemovals)))!;
        roster.Take(findings);
        ImportOrganizationResponse response = new()
        {
            OrganizationId = organization.OrganizationId,
            Name = organization.Name,
            Trouble = ShownText.Of(findings.Trouble, TextLengthMax),
        };
        response.Accounts.AddRange(findings.Accounts.Where(account => caller.MayRead(account.TenantId)).Select(account => new V1.FoundAccount
        {
            AccountId = account.AccountId,
            Name = account.Name,
            TenantId = account.TenantId,
            State = (V1.FoundState)(int)account.State,
            Reason = ShownText.Of(account.Reason, TextLengthMax),
            Changed = before.GetValueOrDefault(account.AccountId)?.State != account.State,
        }));
        int held = findings.Accounts.Count(account => account.State == FoundState.Held);
        response.Held = held > 0 ? OrganizationStep.HeldReason(held, findings.Accounts.Count(account => account.IsWatched)) : "";
        return response;
    }

    private OrganizationRegistration Named(string name, Caller caller)
    {
        if (name.Length == 0)
        {
            throw BadRequest.Field("organization", "name an organization of accounts.yaml, by its id or name");
        }

        OrganizationRegistration[] readable = [.. roster.File.Organizations.Where(organization => caller.MayRead(organization.TenantId))];
        OrganizationRegistration[] named = [.. readable.Where(organization => organization.OrganizationId == name)];
        named = named.Length > 0 ? named : [.. readable.Where(organization => organization.Name == name)];
        return named switch
        {
            [var one] => one,
            [] => throw new RpcException(new Status(StatusCode.NotFound, $"there is no organization '{ShownText.Of(name, 128)}': organizations are added in accounts.yaml")),
            _ => throw BadRequest.Field("organization", "more than one organization has this name; give its id"),
        };
    }

    private async Task<T> Answer<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception trouble) when (trouble is not RpcException)
        {
            logger.LogWarning("the import did not end: {Trouble}", trouble.Message);
            throw new RpcException(new Status(StatusCode.Unavailable, "what was found could not be kept; the server's log says why: try again"));
        }
    }

    private static Dictionary<string, FoundAccount> ById(OrganizationFindings? findings) =>
        (findings?.Accounts ?? []).ToDictionary(account => account.AccountId, StringComparer.Ordinal);
}
