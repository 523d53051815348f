using RootWatch.Detection.Files;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Files;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Fleet;

/// <summary>Keeps <see cref="CurrentRoster"/> as accounts.yaml says.</summary>
internal sealed partial class AccountsFileFollower(
    ServerSettings settings, CurrentRoster roster, SigmaRules sigma, TimeProvider clock, ReloadStatus status, ILogger<AccountsFileFollower> logger)
    : FileFollower(settings.AccountsPath, clock, status, logger)
{
    /// <summary>More lines than this help nobody; the rest is counted.</summary>
    private const int ChangesToldMax = 50;

    private IReadOnlyList<string> _followed = [settings.AccountsPath];

    protected override string Name => "accounts";

    protected override IReadOnlyList<string> Followed() => _followed;

    protected override Mistakes Load(out string summary)
    {
        AccountsReading reading = AccountsFile.Read(Path, sigma);
        _followed = reading.FilesRead;
        if (reading.Roster is { } read)
        {
            Audit(roster.Value, read);
            roster.Replace(read);
        }

        summary = Summary(roster.Value);
        return reading.Mistakes;
    }

    /// <summary>Whoever can write the file can silence a rule or hide an account, so each setting, account and organization that is another than before is told.</summary>
    private void Audit(Roster before, Roster after)
    {
        // At the start all of them are new.
        IReadOnlyList<RosterChange> changes = before.Tenants.Count == 0 ? [] : RosterChange.Between(roster.File, after);
        foreach (RosterChange change in changes.Take(ChangesToldMax))
        {
            if (change.IsLess)
            {
                LogLess(change.Whom, change.What);
            }
            else
            {
                LogNew(change.Whom, change.What);
            }
        }

        if (changes.Count > ChangesToldMax)
        {
            LogMore(changes.Count - ChangesToldMax);
        }

        foreach (var tenant in before.Tenants.Concat(after.Tenants).Select(tenant => tenant.TenantId).Distinct())
        {
            foreach (SettingChange change in SettingChange.Between(before.SettingsOf(tenant), after.SettingsOf(tenant)))
            {
                LogChange(tenant, change.Setting, change.From, change.To);
            }
        }
    }

    [LoggerMessage(12, LogLevel.Warning, "in the accounts file {Whom} {What}")]
    private partial void LogLess(string whom, string what);

    [LoggerMessage(13, LogLevel.Information, "in the accounts file {Whom} {What}")]
    private partial void LogNew(string whom, string what);

    [LoggerMessage(14, LogLevel.Warning, "... and {Count} more such changes of the accounts file")]
    private partial void LogMore(int count);

    [LoggerMessage(11, LogLevel.Warning, "rule settings of tenant {Tenant} changed: {Setting} from {From} to {To}")]
    private partial void LogChange(string tenant, string setting, string from, string to);

    public static string Summary(Roster roster) =>
        $"{Counted(roster.Accounts.Count, "account")} of {Counted(roster.Tenants.Count, "tenant")}"
        + (roster.Organizations.Count > 0 ? $", and those of {Counted(roster.Organizations.Count, "organization")}" : "");

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
