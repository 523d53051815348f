using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Account;

public sealed class AccountClient
{
    internal static readonly AwsService Service = new("account", AwsProtocol.RestJson, AwsPlacement.AccountRegion);

    private static readonly AwsOperation ListRegions = Service.Operation("ListRegions", "/listRegions");
    private static readonly AwsOperation GetAlternateContact = Service.Operation("GetAlternateContact", "/getAlternateContact");
    private static readonly AwsOperation GetContactInformation = Service.Operation("GetContactInformation", "/getContactInformation");
    private static readonly AwsOperation GetPrimaryEmail = Service.Operation("GetPrimaryEmail", "/getPrimaryEmail");

    // AWS has some forty regions; a list that goes on for longer than this does not end.
    private const int PagesMax = 20;

    private const string NotFound = "ResourceNotFoundException";

    private readonly AwsWire _wire;

    internal AccountClient(AwsWire wire) => _wire = wire;

    /// <summary>All regions with their opt-in status; follows every page. <paramref name="region"/> names the partition's home, without which no list is believed.</summary>
    public async Task<AwsOutcome<ListRegionsResponse>> ListRegionsAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var all = await Pages.ReadAsync(
            new AwsCall(Service.Name, ListRegions.Name, region), PagesMax,
            token => _wire.SendAsync(ListRegions, session, region, body =>
            {
                body.WriteNumber("MaxResults", 50);
                if (token is not null)
                {
                    body.WriteString("NextToken", token);
                }
            }, AccountJson.Default.ListRegionsPage, cancellationToken),
            page => (page.Regions, page.NextToken));
        if (!all.IsSuccess)
        {
            return AwsOutcome<ListRegionsResponse>.Failed(all.Failure, all.ServerTime);
        }

        var answer = new ListRegionsResponse([.. all.Value.Where(found => found is { RegionName: not null, RegionOptStatus: not null })]);
        // The home region cannot be switched off: a list without it would switch off the reading of all others.
        return answer.Regions.Any(found => AwsRegions.IsHome(found.RegionName) && found.IsEnabled)
            ? AwsOutcome<ListRegionsResponse>.Success(answer, all.ServerTime)
            : Empty<ListRegionsResponse>(ListRegions, region);
    }

    /// <summary>The account's contact of that type, if it has one.</summary>
    public async Task<AwsOutcome<GetAlternateContactResponse>> GetAlternateContactAsync(
        AlternateContactType type, AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.SendAsync(GetAlternateContact, session, region,
            body => body.WriteString("AlternateContactType", type.ToString().ToUpperInvariant()), AccountJson.Default.GetAlternateContactResponse, cancellationToken);
        return outcome.IsSuccess && outcome.Value.AlternateContact is null ? Empty<GetAlternateContactResponse>(GetAlternateContact, region) : outcome.Or(new(null), NotFound);
    }

    /// <summary>The account's own contact: who AWS writes to.</summary>
    public async Task<AwsOutcome<GetContactInformationResponse>> GetContactInformationAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.SendAsync(GetContactInformation, session, region, static _ => { }, AccountJson.Default.GetContactInformationResponse, cancellationToken);
        return outcome.IsSuccess && outcome.Value.ContactInformation is null ? Empty<GetContactInformationResponse>(GetContactInformation, region) : outcome.Or(new(null), NotFound);
    }

    /// <summary>The root user's e-mail address. AWS tells it to the organization's management account and its delegate only.</summary>
    public async Task<AwsOutcome<GetPrimaryEmailResponse>> GetPrimaryEmailAsync(string accountId, AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.SendAsync(GetPrimaryEmail, session, region,
            body => body.WriteString("AccountId", accountId), AccountJson.Default.GetPrimaryEmailResponse, cancellationToken);
        return outcome.IsSuccess && outcome.Value.PrimaryEmail is null ? Empty<GetPrimaryEmailResponse>(GetPrimaryEmail, region) : outcome;
    }

    // Somebody else's empty object must not be read as "there is none".
    private static AwsOutcome<T> Empty<T>(AwsOperation operation, string region)
        where T : class =>
        AwsOutcome<T>.Failed(new AwsCall(Service.Name, operation.Name, region).Fail(AwsFailureReason.Malformed, "the answer is not what the operation answers."));
}
