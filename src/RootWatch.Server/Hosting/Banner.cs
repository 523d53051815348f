using System.Reflection;
using RootWatch.Aws;
using RootWatch.Detection.Files;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Hosting;

/// <summary>What a person wants to know when the server is up: what it watches, where it listens, what to mind.</summary>
internal static class Banner
{
    public static string Text(ServerSettings settings, SigmaReading sigma, Roster roster, IReadOnlyList<string> addresses)
    {
        string version = typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
        List<string> lines =
        [
            $"RootWatch {version}, profile {settings.Profile.ToString().ToLowerInvariant()}",
            $"  watches   {AccountsFileFollower.Summary(roster)}, from {Mistakes.OneLine(settings.AccountsPath)}",
            $"  grpc      {addresses[0]}",
            $"  http      {addresses[1]}  (/metrics /livez /readyz)",
            settings.Profile is DeploymentProfile.Embedded
                ? $"  data      {Mistakes.OneLine(Path.GetFullPath(settings.DataDirectory))}"
                : $"  data      Azure container {Mistakes.OneLine(settings.Azure!.ContainerName)}, table {Mistakes.OneLine(settings.Azure.TableName)}",
        ];
        foreach (AwsEndpointVariable variable in settings.AwsEndpoints)
        {
            string which = variable.Service is { } service ? $"every call of {service}" : settings.AwsEndpoints.Count > 1 ? "every other AWS call" : "every AWS call";
            lines.Add($"  aws       {variable.Url}  ({variable.Name}: {which} goes there)");
        }

        if (settings.PushQueue is { } queue)
        {
            lines.Add($"  push      {queue.Url}");
        }

        if (settings.SigmaPath is { } rules)
        {
            lines.Add($"  sigma     {sigma.Rules.All.Count} rules of your own, from {Mistakes.OneLine(rules)}");
            lines.AddRange(sigma.Of(SigmaProblemKind.Unsupported).Select(problem => $"  left out  {problem}"));
        }

        int open = roster.Accounts.Values.Count(account => account.ExternalId is null);
        if (open > 0)
        {
            lines.Add($"  note      {open} of the accounts have no externalId; with one, nobody else who knows the role can have us use it");
        }

        if (settings.Dev)
        {
            lines.Add("  WARNING   --dev: whoever can reach the loopback of this machine may read all tenants");
        }

        return string.Join(Environment.NewLine, lines);
    }
}
