using System.Xml;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Iam;

/// <summary>AWS lets an account have one alias at most.</summary>
public sealed record ListAccountAliasesResponse(IReadOnlyList<string> AccountAliases);

public sealed class IamClient
{
    internal static readonly AwsService Service = new("iam", AwsProtocol.Query, AwsPlacement.PartitionIam, Version: "2010-05-08");

    private static readonly AwsOperation ListAccountAliases = Service.Operation("ListAccountAliases");

    // One alias at most: a list that goes on for longer than this does not end.
    private const int PagesMax = 5;

    private readonly AwsWire _wire;

    internal IamClient(AwsWire wire) => _wire = wire;

    /// <summary>The account's alias, if it has one; follows every page. <paramref name="region"/> names the partition's home.</summary>
    public async Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliasesAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        List<string> aliases = [];
        string? marker = null;
        for (int page = 0; page < PagesMax; page++)
        {
            KeyValuePair<string, string>[] form = marker is null ? [] : [new("Marker", marker)];
            var outcome = await _wire.SendQueryAsync(ListAccountAliases, session, region, form, ReadPageAsync, cancellationToken);
            if (!outcome.IsSuccess)
            {
                return AwsOutcome<ListAccountAliasesResponse>.Failed(outcome.Failure, outcome.ServerTime);
            }

            aliases.AddRange(outcome.Value.Aliases);
            marker = outcome.Value.Marker;
            if (string.IsNullOrEmpty(marker))
            {
                return AwsOutcome<ListAccountAliasesResponse>.Success(new ListAccountAliasesResponse(aliases), outcome.ServerTime);
            }
        }

        var call = new AwsCall(Service.Name, ListAccountAliases.Name, region);
        return AwsOutcome<ListAccountAliasesResponse>.Failed(call.Fail(AwsFailureReason.Malformed, $"the list of aliases does not end: {PagesMax} pages read."));
    }

    /// <summary>Null if it is another document: no alias must not be read out of a proxy's page.</summary>
    private static async Task<AliasPage?> ReadPageAsync(XmlReader reader)
    {
        List<string> aliases = [];
        string? marker = null;
        bool isAnswer = false, isTruncated = false;
        await reader.MoveToContentAsync();
        if (reader.LocalName != "ListAccountAliasesResponse")
        {
            return null;
        }

        bool more = await reader.ReadAsync();
        while (more)
        {
            switch (reader.NodeType == XmlNodeType.Element ? reader.LocalName : "")
            {
                case "AccountAliases":
                    isAnswer = true;
                    more = await reader.ReadAsync();
                    break;
                // These leave the reader on the node after the element.
                case "member":
                    aliases.Add(await reader.ReadElementContentAsStringAsync());
                    break;
                case "IsTruncated":
                    isTruncated = await reader.ReadElementContentAsStringAsync() == "true";
                    break;
                case "Marker":
                    marker = await reader.ReadElementContentAsStringAsync();
                    break;
                default:
                    more = await reader.ReadAsync();
                    break;
            }
        }

        return isAnswer ? new AliasPage(aliases, isTruncated ? marker : null) : null;
    }

    private sealed record AliasPage(IReadOnlyList<string> Aliases, string? Marker);
}
