using System.Text;

namespace RootWatch.AwsSimulator.Fleet;

/// <summary>The fleet as the file that the server under test reads.</summary>
internal static class AccountsYaml
{
    public static string Write(SimulatedFleet fleet)
    {
        var yaml = new StringBuilder("# Written by the AWS simulator: its fleet. None of this is real.\ntenants:\n");
        foreach (var tenant in fleet.Tenants.Where(tenant => tenant.Accounts.Count > 0))
        {
            yaml.Append($"  - id: {tenant.Id}\n    name: {tenant.Name}\n    accounts:\n");
            foreach (var account in tenant.Accounts)
            {
                // Quoted: an id or a hexadecimal external id may read as a number ("12345678e9") otherwise.
                yaml.Append($"      - id: \"{account.Id}\"\n");
                yaml.Append($"        name: {account.Name}\n");
                yaml.Append($"        roleArn: {account.RoleArn}\n");
                yaml.Append($"        externalId: \"{account.ExternalId}\"\n");
                yaml.Append("        regions: auto\n");
            }
        }

        return yaml.ToString();
    }

    /// <summary>Whoever sees the file sees all of it.</summary>
    public static async Task WriteFileAsync(SimulatedFleet fleet, string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        var unfinished = full + ".new";
        await File.WriteAllTextAsync(unfinished, Write(fleet), cancellationToken);
        File.Move(unfinished, full, overwrite: true);
    }
}
