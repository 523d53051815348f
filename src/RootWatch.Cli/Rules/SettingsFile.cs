using System.Globalization;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Files;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Rules;

/// <summary>
/// Settings of rules as a person writes them: an accounts.yaml, of which one tenant counts, or a file that holds nothing but
/// a tenant's keys <c>expected</c>, <c>rules</c>, <c>posture</c> and <c>emergencies</c>.
/// </summary>
/// <param name="HasTenants">It is of the first kind.</param>
internal sealed record SettingsFile(DetectionSettings Settings, bool HasTenants)
{
    // As the server has it for accounts.yaml.
    private const int LengthMax = 64 * 1024 * 1024;

    private static readonly string[] FileKeys = ["tenants"];
    private static readonly string[] AllKeys = [.. SettingsReader.Keys, .. FileKeys];

    private static SettingsFile Unusable { get; } = new(DetectionSettings.Default, HasTenants: false);

    /// <summary>What it holds; whatever is wrong with it stands in <paramref name="mistakes"/>, and then it is not to be used.</summary>
    /// <param name="tenantId">Whose settings; null where there is but one tenant.</param>
    /// <param name="sigma">The user's own rules, of which something may be set.</param>
    public static SettingsFile Read(string path, string? tenantId, SigmaRules sigma, Mistakes mistakes)
    {
        var before = mistakes.All.Count;
        if (Content(path, mistakes) is not { } content || StrictYaml.Read(path, content, mistakes) is not { } root)
        {
            if (mistakes.All.Count == before)
            {
                mistakes.Add(path, $"the file is empty; it must hold {string.Join(" or ", AllKeys)}");
            }

            return Unusable;
        }

        var hasTenants = root is YamlMap map && map.Entries.Any(entry => entry.Key.Value == FileKeys[0]);
        if (YamlFields.Of(path, root, "the file", hasTenants ? FileKeys : AllKeys, mistakes) is not { } fields)
        {
            return Unusable;
        }

        return hasTenants
            ? new SettingsFile(OfTenant(path, fields, tenantId, sigma, mistakes), HasTenants: true)
            : new SettingsFile(SettingsReader.Read(path, fields, sigma, mistakes), HasTenants: false);
    }

    private static byte[]? Content(string path, Mistakes mistakes)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = new MemoryStream();
            var piece = new byte[64 * 1024];
            int read;
            // It may be a pipe, which tells no length.
            while ((read = file.Read(piece)) > 0)
            {
                content.Write(piece, 0, read);
                if (content.Length > LengthMax)
                {
                    mistakes.Add(path, "the file is larger than 64 MiB");
                    return null;
                }
            }

            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            mistakes.Add(path, $"the file cannot be read: {Files.Reason(e)}");
            return null;
        }
    }

    /// <summary>The mistakes of all tenants are told: the file is valid as a whole.</summary>
    private static DetectionSettings OfTenant(string path, YamlFields file, string? tenantId, SigmaRules sigma, Mistakes mistakes)
    {
        var tenants = new List<(string Id, DetectionSettings Settings)>();
        foreach (var node in file.List(FileKeys[0], "tenants")?.Items ?? [])
        {
            if (YamlFields.Of(path, node, "a tenant", SettingsReader.TenantKeys, mistakes) is { } fields)
            {
                var id = fields.RequiredText("id", "the tenant");
                tenants.Add((id?.Value ?? "", SettingsReader.Read(path, fields, sigma, mistakes)));
            }
        }

        if (tenantId is null && tenants.Count == 1)
        {
            return tenants[0].Settings;
        }

        if (tenants.Find(tenant => tenant.Id == tenantId) is { Settings: { } settings })
        {
            return settings;
        }

        var count = tenants.Count.ToString(CultureInfo.InvariantCulture);
        mistakes.Add(path, tenantId is null
            ? $"the file lists {count} tenants; name one with --tenant"
            : $"there is no tenant {Mistakes.Shown(tenantId)}; {(NearestName.Of(tenantId, tenants.Select(tenant => tenant.Id)) is { } nearest ? $"did you mean '{nearest}'?" : $"the file lists {count} others")}");
        return DetectionSettings.Default;
    }
}
