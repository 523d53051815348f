using System.Collections;
using System.CommandLine;
using System.ComponentModel;
using System.Reflection;
using RootWatch.Detection.Files;
using RootWatch.Detection.Sigma;
using RootWatch.Detection.Tenants;
using RootWatch.Origins;
using RootWatch.Server.Access;
using RootWatch.Server.Fleet;
using RootWatch.Server.Origins;
using RootWatch.Server.Storage;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Hosting;

/// <summary>What the command line and the rest of the settings come to: run with them, or end with a code.</summary>
/// <param name="Sigma">The user's own rules; without mistakes where there are settings to run with.</param>
internal sealed record Invocation(ServerSettings? Settings, int ExitCode, SigmaReading? Sigma = null);

/// <summary>The server's command line.</summary>
internal static class ServerCommandLine
{
    public const int ExitRefused = 2;

    private const string DefaultSettingsFile = "rootwatch.json";

    private const string About = """
        Watches the root users of AWS accounts and tells of what they do over gRPC.

        Each setting can be given as a flag, as an environment variable (--grpc-listen is ROOTWATCH__GRPC__LISTEN) or in a
        settings file ({"grpc": {"listen": "127.0.0.1:7070"}}); flags win over the environment, the environment over the file.
        AWS credentials and AWS_ENDPOINT_URL come from where the AWS tools look for them. Durations are 5s, 15m, 1h or 00:00:05.

        A first try, on this machine only:   RootWatch.Server --dev --accounts accounts.yaml
        For others to call:                  RootWatch.Server --accounts accounts.yaml --tokens tokens.yaml
                                               --grpc-listen 0.0.0.0:7070 --tls-certificate cert.pem --tls-key key.pem
        """;

    /// <summary>Reads everything that is set, tells of all that is wrong with it at once.</summary>
    /// <param name="sections">Options classes that are set from a section of their own, such as <c>poll</c>.</param>
    public static Invocation Read(
        IReadOnlyList<string> arguments, IDictionary environment, IReadOnlyList<SettingSection> sections, TimeProvider clock, TextWriter output, TextWriter error)
    {
        Dictionary<SettingKey, Option> options = SettingKeys.All.Where(key => key.Flag is not null).ToDictionary(key => key, ToOption);
        Option<string?> settingsFile = new("--settings") { Description = $"The settings file. Default {DefaultSettingsFile}, if there is one.", HelpName = "PATH" };
        Option<bool> check = new("--check") { Description = "Check settings, accounts, tokens and Sigma rules, then end: 0 if all is right, 2 if not." };
        RootCommand command = new(About + "\n" + Others(sections));
        foreach (Option option in options.Values.Append(settingsFile).Append(check))
        {
            command.Options.Add(option);
        }

        ParseResult parsed = command.Parse([.. arguments]);
        if (parsed.Errors.Count == 0 && parsed.Action is not null)
        {
            return new Invocation(null, parsed.Invoke(new InvocationConfiguration { Output = output, Error = error }));
        }

        Mistakes mistakes = new();
        mistakes.AddRange(parsed.Errors.Select(trouble => new Mistake("command line", trouble.Message)));
        SettingSources sources = new(mistakes, [.. SettingKeys.All.Select(key => key.Path), .. sections.SelectMany(Paths)]);
        string? file = parsed.GetResult(settingsFile)?.Errors.Any() is false ? parsed.GetValue(settingsFile) : null;
        if (file is not null || File.Exists(DefaultSettingsFile))
        {
            sources.TakeFile(file ?? DefaultSettingsFile);
        }

        sources.TakeEnvironment(environment);
        foreach ((SettingKey key, Option option) in options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given && !given.Errors.Any())
            {
                sources.TakeFlag(key, key.IsSwitch ? given.GetValueOrDefault<bool>().ToString() : given.GetValueOrDefault<string>() ?? "");
            }
        }

        SettingsReading reading = new(sources, environment, clock, mistakes);
        ServerSettings settings = reading.Read();
        foreach (SettingSection section in sections)
        {
            reading.Bind(section.Name, section.Options);
            mistakes.AddRange(section.Problems().Select(problem => new Mistake("settings", problem)));
        }

        SigmaReading sigma = settings.SigmaPath is { } rules ? SigmaFolder.Read([rules]) : SigmaReading.Empty;
        mistakes.AddRange(sigma.Of(SigmaProblemKind.Mistake).Select(problem => new Mistake(problem.Place, problem.Reason)));
        TokensReading? tokens = settings.TokensPath is { } path ? TokensFile.Read(path) : null;
        mistakes.AddRange(tokens?.Mistakes.All ?? []);
        bool isCheck = parsed.GetValue(check);
        if (isCheck && settings.Profile is DeploymentProfile.Embedded && DataDirectory.TroubleOf(settings.DataDirectory) is { } trouble)
        {
            // A start finds that out by itself, when it takes the directory.
            mistakes.Add(sources[SettingKeys.Data.Path]?.Where ?? SettingKeys.Data.Flag!, trouble);
        }

        mistakes.AddRange(OriginFilesFollower.MistakesOf(OriginFiles.Read(settings.Origins)).All);
        // Last: it is the longest, and of very many mistakes only the first are told.
        AccountsReading accounts = AccountsFile.Read(settings.AccountsPath, sigma.Rules);
        mistakes.AddRange(accounts.Mistakes.All);
        if (mistakes.Any)
        {
            return new Invocation(null, Refuse(mistakes, error));
        }

        if (isCheck)
        {
            Approve(accounts.Roster!, tokens?.Tokens, settings, clock.GetUtcNow(), output);
            return new Invocation(null, 0);
        }

        return new Invocation(settings, 0, sigma);
    }

    /// <summary>Says what was found, and what of it is of no use though nothing is wrong with it.</summary>
    private static void Approve(Roster roster, IReadOnlyList<TokenRegistration>? tokens, ServerSettings settings, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine($"all is right: {AccountsFileFollower.Summary(roster)}{(tokens is null ? "" : $"; tokens: {tokens.Count}")}");
        foreach (TokenRegistration token in tokens ?? [])
        {
            if (token.Expires <= now)
            {
                output.WriteLine($"note: the token '{token.Id}' expired at {Shown(token.Expires)}");
            }
            else if (token.TenantId != TenantId.All && !roster.Tenants.Any(tenant => tenant.TenantId == token.TenantId))
            {
                output.WriteLine($"note: the token '{token.Id}' is for the tenant '{token.TenantId}', which the accounts file does not have");
            }
        }

        if (settings.Tls is { } tls && tls.EndsSoon(now))
        {
            output.WriteLine($"note: the certificate {Mistakes.Shown(tls.CertificatePath)} ends at {Shown(tls.Ends)}");
        }

        foreach (string note in RosterNotes.Of(roster, settings.Aws.StsRegion, now))
        {
            output.WriteLine($"note: {note}");
        }
    }

    /// <summary>Tells all mistakes together; returns the exit code.</summary>
    public static int Refuse(Mistakes mistakes, TextWriter error)
    {
        error.WriteLine($"RootWatch does not start, because of {(mistakes.All.Count == 1 ? "one mistake" : $"{mistakes.All.Count} mistakes")}:");
        foreach (string line in mistakes.Lines())
        {
            error.WriteLine($"  {line}");
        }

        return ExitRefused;
    }

    private static Option ToOption(SettingKey key) => key.IsSwitch
        ? new Option<bool>(key.Flag!) { Description = key.Description }
        : new Option<string>(key.Flag!) { Description = key.Description, HelpName = key.ValueName };

    private static string Others(IReadOnlyList<SettingSection> sections)
    {
        IEnumerable<string> flagless = SettingKeys.All.Where(key => key.Flag is null).Select(key => $"{key.EnvironmentName}: {key.Description}")
            .Concat(sections.SelectMany(Described));
        return "\nWithout a flag:\n  " + string.Join("\n  ", flagless);
    }

    private static IEnumerable<string> Described(SettingSection section) => SettingsReading.BoundProperties(section.Options.GetType()).Select(property =>
        $"{new SettingKey(PathOf(section, property), null, "", "").EnvironmentName}: {property.GetCustomAttribute<DescriptionAttribute>()?.Description}"
            + $" Default {SettingText.Shown(property.GetValue(section.Options))}.");

    private static IEnumerable<string> Paths(SettingSection section) =>
        SettingsReading.BoundProperties(section.Options.GetType()).Select(property => PathOf(section, property));

    private static string PathOf(SettingSection section, PropertyInfo property) => $"{section.Name}:{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}";
}
