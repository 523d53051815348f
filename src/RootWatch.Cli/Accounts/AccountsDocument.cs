using RootWatch.Cli.Terminal;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RootWatch.Cli.Accounts;

/// <summary>What accounts.yaml holds of a new account.</summary>
internal sealed record AccountEntry(string Id, string? Name, string RoleArn, string ExternalId)
{
    public string ToYaml(int indent, string newLine) => YamlText.Entry(
        indent, newLine, [("id", Id), .. Name is null ? Array.Empty<(string, string)>() : [("name", Name)], ("roleArn", RoleArn), ("externalId", ExternalId)]);
}

/// <summary>
/// The text of accounts.yaml, edited in place, so that the comments and the order that people wrote stay. The outcome is
/// read again and must be what was there and the new account; otherwise nothing is changed.
/// </summary>
internal static class AccountsDocument
{
    private const string TenantsKey = "tenants";
    private const string AccountsKey = "accounts";
    private const string Layout = "write it as a 'tenants:' list of '- id: ...' entries, each with an 'accounts:' list of '- id: ...' entries, then try again.";

    /// <summary>The new text, or why there is none. A tenant that is not there yet is made.</summary>
    public static (string? Text, string? Problem) Add(string text, string tenantId, AccountEntry account)
    {
        var (tenants, problem) = Parse(text);
        if (problem is not null)
        {
            return (null, problem);
        }

        if (tenants.FirstOrDefault(tenant => tenant.Accounts.Any(one => IdOf(one) == account.Id)) is { } owner)
        {
            return (null, $"account {account.Id} is in it already, of tenant '{owner.Id}'.");
        }

        var edited = Insert(text, tenants, tenantId, account);
        var (after, broken) = edited is null ? ([], "") : Parse(edited);
        return edited is not null && broken is null && IsBeforeAndOneMore(tenants, after, tenantId, account.Id)
            ? (edited, null)
            : (null, $"its layout is not understood; {Layout}");
    }

    /// <summary>Id, what else is said of it, and its accounts.</summary>
    private sealed record Tenant(string? Id, YamlMappingNode Node, YamlNode? List, IReadOnlyList<YamlNode> Accounts)
    {
        public IEnumerable<KeyValuePair<YamlNode, YamlNode>> Others => Node.Children.Where(pair => pair.Key is not YamlScalarNode { Value: AccountsKey });

        public bool SaysTheSame(Tenant other) => Id == other.Id && Others.SequenceEqual(other.Others);
    }

    private static (IReadOnlyList<Tenant> Tenants, string? Problem) Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return ([], $"line {e.Start.Line} is no YAML; mend it, then try again.");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser does not foresee all that can be wrong with a text.
            return ([], "it is no YAML; mend it, then try again.");
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
        {
            return ([], null);
        }

        return stream.Documents.Count > 1 || stream.Documents[0].RootNode is not YamlMappingNode root ? ([], "it is no mapping with a 'tenants:' list; name the right file with --file.")
            : !root.Children.TryGetValue(new YamlScalarNode(TenantsKey), out var node) ? (root.Children.Count == 0 ? ([], null) : ([], $"it has no 'tenants:' list; {Layout}"))
            : node is YamlSequenceNode { Style: not SequenceStyle.Flow } list && list.Children.All(item => item is YamlMappingNode { Style: not MappingStyle.Flow })
                ? ([.. list.Children.Cast<YamlMappingNode>().Select(Read)], null)
            : ([], $"'tenants' is no list with a tenant in each entry; {Layout}");
    }

    private static Tenant Read(YamlMappingNode node)
    {
        node.Children.TryGetValue(new YamlScalarNode(AccountsKey), out var accounts);
        return new Tenant(IdOf(node), node, accounts, accounts is YamlSequenceNode list ? [.. list.Children] : []);
    }

    /// <summary>Null where it cannot be put in without rewriting what people wrote.</summary>
    private static string? Insert(string text, IReadOnlyList<Tenant> tenants, string tenantId, AccountEntry account)
    {
        var newLine = YamlText.NewLineOf(text);
        if (tenants.FirstOrDefault(tenant => tenant.Id == tenantId) is { } tenant)
        {
            var column = (int)tenant.Node.Children.First().Key.Start.Column - 1;
            return tenant switch
            {
                { Accounts: [var first, ..], List: YamlSequenceNode { Style: not SequenceStyle.Flow } } =>
                    YamlText.InsertAfterLine(text, YamlText.LastSign(tenant.Accounts[^1]), account.ToYaml(YamlText.DashColumn(text, first), newLine), newLine),
                { List: null } => YamlText.InsertAfterLine(
                    text, YamlText.LastSign(tenant.Node), $"{new string(' ', column)}{AccountsKey}:{newLine}{account.ToYaml(column + 2, newLine)}", newLine),
                _ => null,
            };
        }

        var indent = tenants.Count > 0 ? YamlText.DashColumn(text, tenants[0].Node) : 2;
        var block = $"{YamlText.Entry(indent, newLine, [("id", tenantId)])}{new string(' ', indent + 2)}{AccountsKey}:{newLine}{account.ToYaml(indent + 4, newLine)}";
        return tenants.Count > 0 ? YamlText.InsertAfterLine(text, YamlText.LastSign(tenants[^1].Node), block, newLine)
            : $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : newLine)}{TenantsKey}:{newLine}{block}";
    }

    private static bool IsBeforeAndOneMore(IReadOnlyList<Tenant> before, IReadOnlyList<Tenant> after, string tenantId, string accountId)
    {
        var known = before.Any(tenant => tenant.Id == tenantId);
        if (after.Count != before.Count + (known ? 0 : 1) || !before.Zip(after, (one, other) => one.SaysTheSame(other)).All(same => same))
        {
            return false;
        }

        return after.Select((tenant, i) => (tenant, Before: i < before.Count ? before[i].Accounts : [])).All(pair =>
            pair.tenant.Accounts.Take(pair.Before.Count).SequenceEqual(pair.Before)
            && (pair.tenant.Id == tenantId
                ? pair.tenant.Accounts.Count == pair.Before.Count + 1 && IdOf(pair.tenant.Accounts[^1]) == accountId
                : pair.tenant.Accounts.Count == pair.Before.Count));
    }

    private static string? IdOf(YamlNode item) =>
        item is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode("id"), out var id) ? (id as YamlScalarNode)?.Value : null;
}
