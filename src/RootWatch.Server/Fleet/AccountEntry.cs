using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RootWatch.Aws;
using RootWatch.Detection.Events;
using RootWatch.Detection.Files;
using RootWatch.Server.Accounts;
using RootWatch.Server.Files;

namespace RootWatch.Server.Fleet;

/// <summary>One account of accounts.yaml.</summary>
internal static partial class AccountEntry
{
    private const int NameLengthMax = 128;
    private const int ExternalIdLengthMin = 2;
    private const int ExternalIdLengthMax = 1224;

    private static readonly string[] Keys = ["id", "name", "roleArn", "externalId", "externalIdFile", "regions", "maxCallsPerAccountPerDay"];

    /// <summary>The account's id if it is one, and the account if nothing is wrong with the entry.</summary>
    public static (YamlText? Id, AccountRegistration? Account) Read(
        string file, string tenantId, YamlNode node, Mistakes mistakes, List<string> filesRead)
    {
        if (YamlFields.Of(file, node, "an account", Keys, mistakes) is not { } fields)
        {
            return (null, null);
        }

        YamlText? id = Id(file, fields, mistakes);
        string what = id is null ? "the account" : $"the account {id.Value}";
        string? name = Name(file, fields, mistakes);
        (string RoleArn, string Partition)? role = Role(file, fields, what, id?.Value, mistakes);
        string? externalId = ExternalId(file, fields, "externalId", "external id", ExternalIdLengthMin, ExternalIdLengthMax, mistakes, filesRead);
        IReadOnlyList<string>? regions = Regions(file, fields, role?.Partition, mistakes);
        return id is null || role is null
            ? (id, null)
            : (id, new AccountRegistration
            {
                TenantId = tenantId,
                AccountId = id.Value,
                Name = name ?? id.Value,
                RoleArn = role.Value.RoleArn,
                ExternalId = externalId,
                Regions = regions,
                MaxCallsPerDay = MaxCallsPerDay(file, fields, mistakes),
            });
    }

    public static string? Name(string file, YamlFields fields, Mistakes mistakes)
    {
        if (fields.Text("name") is not { } name)
        {
            return null;
        }

        // A name is shown on terminals and dashboards.
        if (name.Value.Length > NameLengthMax || !Mistakes.IsPlain(name.Value))
        {
            mistakes.Add(StrictYaml.Place(file, name), $"{Mistakes.Shown(name.Value)} cannot be a name: at most {NameLengthMax} characters on one line, none of them invisible");
        }

        return name.Value;
    }

    private static YamlText? Id(string file, YamlFields fields, Mistakes mistakes)
    {
        if (fields.RequiredText("id", "the account") is not { } id)
        {
            return null;
        }

        string digits = id.Value.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        string? wrong = id.Value switch
        {
            _ when AccountIds.IsAccountId(id.Value) && (id.Quoted || id.Value[0] != '0') => null,
            _ when AccountIds.IsAccountId(id.Value) =>
                $"quote the account id: \"{id.Value}\". Unquoted, other programs read it as a number and lose the leading zero",
            _ when AccountIds.IsAccountId(digits) => $"write the account id without separators: \"{digits}\"",
            _ when ShortNumber().IsMatch(id.Value) =>
                $"{id.Value} has {id.Value.Length} digits, an account id has 12. If a program lost its leading zeros, write \"{id.Value.PadLeft(12, '0')}\"",
            _ => $"{Mistakes.Shown(id.Value)} is no account id: it must be 12 digits, such as \"111122223333\"",
        };
        if (wrong is null)
        {
            return id;
        }

        mistakes.Add(StrictYaml.Place(file, id), wrong);
        return null;
    }

    public static (string RoleArn, string Partition)? Role(string file, YamlFields fields, string what, string? accountId, Mistakes mistakes)
    {
        if (fields.RequiredText("roleArn", what) is not { } arn)
        {
            return null;
        }

        string place = StrictYaml.Place(file, arn);
        Match match = RoleArn().Match(arn.Value);
        if (!match.Success)
        {
            mistakes.Add(place, $"{Mistakes.Shown(arn.Value)} is no role ARN: it looks like arn:aws:iam::{accountId ?? "111122223333"}:role/RootWatch");
            return null;
        }

        string partition = match.Groups["partition"].Value;
        string[] partitions = [.. AwsRegions.All.Select(AwsRegions.PartitionOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (!partitions.Contains(partition))
        {
            mistakes.Add(place, $"the role ARN names the unknown partition {Mistakes.Shown(partition)}; {NearestName.Hint(partition, partitions)}");
            return null;
        }

        if (accountId is not null && match.Groups["account"].Value != accountId)
        {
            mistakes.Add(place, $"the role is in account {match.Groups["account"].Value}, but the entry is for account {accountId}");
            return null;
        }

        return (arn.Value, partition);
    }

    /// <summary>What stands at the key, or in the file that the key with File behind it names.</summary>
    /// <param name="what">For people.</param>
    public static string? ExternalId(
        string file, YamlFields fields, string key, string what, int lengthMin, int lengthMax, Mistakes mistakes, List<string> filesRead)
    {
        string fileKey = key + "File";
        if (fields.Has(key) && fields.Has(fileKey))
        {
            mistakes.Add(StrictYaml.Place(file, fields.Node(fileKey)!), $"give either {key} or {fileKey}, not both");
        }

        string? value = null;
        string place = "";
        if (fields.Text(key) is { } written)
        {
            (value, place) = (written.Value, StrictYaml.Place(file, written));
        }
        else if (fields.Text(fileKey) is { } named)
        {
            place = StrictYaml.Place(file, named);
            string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, named.Value);
            filesRead.Add(path);
            const long bytesMax = 1024 * 1024;
            if (FileContent.Read(path, bytesMax, place, $"{fileKey} is relative to the accounts file", mistakes) is { } content)
            {
                value = Encoding.UTF8.GetString(content).TrimEnd('\r', '\n');
                if (value.Length == 0)
                {
                    mistakes.Add(place, $"the {fileKey} {Mistakes.Shown(path)} is empty");
                    return null;
                }
            }
        }

        if (value is not null && (value.Length < lengthMin || value.Length > lengthMax || !ExternalIdCharacters().IsMatch(value)))
        {
            // The value stays out of the message: people keep it secret.
            mistakes.Add(place, $"the {what} must have {lengthMin} to {lengthMax} letters, digits and characters of +=,.@:/_-");
        }

        return value;
    }

    public static List<string>? Regions(string file, YamlFields fields, string? partition, Mistakes mistakes)
    {
        const string Auto = "auto";
        switch (fields.Node("regions"))
        {
            case null or YamlText { Value: Auto }:
                return null;
            case YamlText { IsNull: true } empty:
                mistakes.Add(StrictYaml.Place(file, empty), "'regions' is empty; write auto or a list");
                return null;
            case YamlText one:
                string hint = AwsRegions.IsKnown(one.Value) ? $"; write [{one.Value}]" : NearestName.Of(one.Value, [Auto]) is not null ? "; did you mean auto?" : "";
                mistakes.Add(StrictYaml.Place(file, one), $"'regions' must be auto or a list of regions, not {Mistakes.Shown(one.Value)}{hint}");
                return null;
            case YamlList { Items.Count: 0 } none:
                mistakes.Add(StrictYaml.Place(file, none), "'regions' lists no region; write auto for all that are enabled");
                return null;
            case YamlList list:
                List<string> regions = [];
                foreach (YamlNode item in list.Items)
                {
                    Region(file, item, partition, regions, mistakes);
                }

                return regions;
            case YamlNode other:
                mistakes.Add(StrictYaml.Place(file, other), "'regions' must be auto or a list of regions");
                return null;
        }
    }

    public static int? MaxCallsPerDay(string file, YamlFields fields, Mistakes mistakes)
    {
        if (fields.Text("maxCallsPerAccountPerDay") is not { } calls)
        {
            return null;
        }

        if (int.TryParse(calls.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit >= CallBudget.PerDayMin)
        {
            return limit;
        }

        mistakes.Add(StrictYaml.Place(file, calls), $"maxCallsPerAccountPerDay must be a whole number of at least {CallBudget.PerDayMin}, not {Mistakes.Shown(calls.Value)}");
        return null;
    }

    private static void Region(string file, YamlNode node, string? partition, List<string> regions, Mistakes mistakes)
    {
        string place = StrictYaml.Place(file, node);
        if (node is not YamlText { Value.Length: > 0 } region)
        {
            mistakes.Add(place, "a region must be a name such as us-east-1");
        }
        else if (!AwsRegions.IsKnown(region.Value))
        {
            string hint = NearestName.Of(region.Value, AwsRegions.All) is { } near ? $"; did you mean '{near}'?" : "";
            mistakes.Add(place, $"unknown region {Mistakes.Shown(region.Value)}{hint}");
        }
        else if (partition is not null && AwsRegions.PartitionOf(region.Value) != partition)
        {
            mistakes.Add(place, $"the region {region.Value} is in the partition {AwsRegions.PartitionOf(region.Value)}, but the role is in {partition}");
        }
        else if (regions.Contains(region.Value))
        {
            mistakes.Add(place, $"the region {region.Value} is listed twice");
        }
        else
        {
            regions.Add(region.Value);
        }
    }

    [GeneratedRegex(@"\A[0-9]{9,11}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortNumber();

    /// <summary>Of a role: what stands behind <c>role/</c> in its ARN.</summary>
    [GeneratedRegex(@"\A(?:[\x21-\x7e]{1,510}/)?[A-Za-z0-9_+=,.@-]{1,64}\z", RegexOptions.CultureInvariant)]
    public static partial Regex RolePath();

    [GeneratedRegex(@"\Aarn:(?<partition>[a-z0-9-]+):iam::(?<account>[0-9]{12}):role/(?:[\x21-\x7e]{1,510}/)?[A-Za-z0-9_+=,.@-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@:/-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExternalIdCharacters();
}
