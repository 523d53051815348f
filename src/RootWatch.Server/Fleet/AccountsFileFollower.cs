using RootWatch.Server.Files;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Fleet;

/// <summary>Keeps <see cref="CurrentRoster"/> as accounts.yaml says.</summary>
internal sealed class AccountsFileFollower(
    ServerSettings settings, CurrentRoster roster, TimeProvider clock, ReloadStatus status, ILogger<AccountsFileFollower> logger)
    : FileFollower(settings.AccountsPath, clock, status, logger)
{
    private IReadOnlyList<string> _followed = [settings.AccountsPath];

    protected override string Name => "accounts";

    protected override IReadOnlyList<string> Followed() => _followed;

    protected override Mistakes Load(out string summary)
    {
        AccountsReading reading = AccountsFile.Read(Path);
        _followed = reading.FilesRead;
        if (reading.Roster is { } read)
        {
            roster.Replace(read);
        }

        summary = Summary(roster.Value);
        return reading.Mistakes;
    }

    public static string Summary(Roster roster) =>
        $"{Counted(roster.Accounts.Count, "account")} of {Counted(roster.Tenants.Count, "tenant")}";

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
