using System.Text.RegularExpressions;
using RootWatch.Detection.Files;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Organizations;

/// <summary>One organization of accounts.yaml.</summary>
internal static partial class OrganizationEntry
{
    private const string MemberRoleDefault = "RootWatch";

    /// <summary>128 random bits in base64; deploy/aws/rootwatch-stackset.yaml asks for as many.</summary>
    private const int PrefixLengthMin = 22;

    private const int PrefixLengthMax = 1024;

    private static readonly string[] Keys =
        ["id", "name", "roleArn", "externalIdPrefix", "externalIdPrefixFile", "memberRole", "regions", "maxCallsPerAccountPerDay", "include", "exclude", "tenantTag"];

    /// <summary>The organization's id if it is one, and the organization if nothing is wrong with the entry.</summary>
    public static (YamlText? Id, OrganizationRegistration? Organization) Read(
        string file, string tenantId, YamlNode node, Mistakes mistakes, List<string> filesRead)
    {
        if (YamlFields.Of(file, node, "an organization", Keys, mistakes) is not { } fields)
        {
            return (null, null);
        }

        YamlText? id = fields.RequiredText("id", "the organization");
        if (id is not null && !OrganizationId().IsMatch(id.Value))
        {
            mistakes.Add(StrictYaml.Place(file, id), $"{Mistakes.Shown(id.Value)} is no organization id: it looks like o-a1b2c3d4e5, and 'aws organizations describe-organization' tells it");
            id = null;
        }

        string what = id is null ? "the organization" : $"the organization {id.Value}";
        string? name = AccountEntry.Name(file, fields, mistakes);
        (string RoleArn, string Partition)? role = AccountEntry.Role(file, fields, what, null, mistakes);
        string? prefix = AccountEntry.ExternalId(file, fields, "externalIdPrefix", "external id prefix", PrefixLengthMin, PrefixLengthMax, mistakes, filesRead);
        if (!fields.Has("externalIdPrefix") && !fields.Has("externalIdPrefixFile"))
        {
            mistakes.Add(fields.Place, $"{what} has no 'externalIdPrefix'; make one with: openssl rand -hex 16");
        }

        string? memberRole = fields.Text("memberRole")?.Value;
        if (memberRole is not null && !AccountEntry.RolePath().IsMatch(memberRole))
        {
            mistakes.Add(StrictYaml.Place(file, fields.Node("memberRole")!), $"{Mistakes.Shown(memberRole)} is no role's name, such as {MemberRoleDefault}, or path and name");
        }

        IReadOnlyList<string>? regions = AccountEntry.Regions(file, fields, role?.Partition, mistakes);
        int? calls = AccountEntry.MaxCallsPerDay(file, fields, mistakes);
        List<AccountChoice> include = Choices(file, fields, "include", mistakes);
        List<AccountChoice> exclude = Choices(file, fields, "exclude", mistakes);
        return id is null || role is null || prefix is null
            ? (id, null)
            : (id, new OrganizationRegistration
            {
                OrganizationId = id.Value,
                TenantId = tenantId,
                Name = name ?? id.Value,
                RoleArn = role.Value.RoleArn,
                ExternalIdPrefix = prefix,
                MemberRole = memberRole ?? MemberRoleDefault,
                Regions = regions,
                MaxCallsPerDay = calls,
                Include = include,
                Exclude = exclude,
                TenantTag = fields.Text("tenantTag")?.Value,
            });
    }

    private static List<AccountChoice> Choices(string file, YamlFields fields, string key, Mistakes mistakes)
    {
        List<AccountChoice> choices = [];
        foreach (YamlNode item in fields.List(key, "units and tags")?.Items ?? [])
        {
            if (item is YamlText text && AccountChoice.Read(text.Value) is { } choice)
            {
                choices.Add(choice);
            }
            else
            {
                mistakes.Add(StrictYaml.Place(file, item), $"'{key}' lists units and tags: ou-ab12-cdefghij, Production/Europe, tag:stage or tag:stage=live");
            }
        }

        return choices;
    }

    [GeneratedRegex(@"\Ao-[a-z0-9]{10,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OrganizationId();
}
