using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using RootWatch.Aws;
using RootWatch.Aws.Sqs;
using RootWatch.Detection.Files;
using RootWatch.Origins;
using RootWatch.Server.Files;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

/// <summary>Turns what people wrote into <see cref="ServerSettings"/>, noting every mistake on the way.</summary>
internal sealed partial class SettingsReading(SettingSources sources, IDictionary environment, TimeProvider clock, Mistakes mistakes)
{
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>The settings; of no use if there are mistakes.</summary>
    public ServerSettings Read()
    {
        bool dev = Switch(SettingKeys.Dev);
        Listener grpc = Listen(SettingKeys.GrpcListen, "127.0.0.1:7070");
        Listener http = Listen(SettingKeys.HttpListen, "127.0.0.1:9464");
        TlsIdentity? tls = Tls();
        string? tokens = Path(SettingKeys.Tokens);
        DeploymentProfile profile = Profile();
        IPAddress advertise = Advertise();
        int siloPort = Port(SettingKeys.SiloPort, 11111);
        Refuse(dev, tokens, grpc, http, tls, advertise);
        RefuseShared(grpc, http, new Listener(new IPEndPoint(advertise, siloPort)));
        return new ServerSettings
        {
            AccountsPath = Path(SettingKeys.Accounts) ?? "accounts.yaml",
            DataDirectory = Path(SettingKeys.Data) ?? "data",
            Profile = profile,
            Dev = dev,
            TokensPath = tokens,
            SigmaPath = Path(SettingKeys.Sigma),
            GrpcListen = grpc,
            HttpListen = http,
            Tls = tls,
            SiloPort = siloPort,
            SiloAdvertise = advertise,
            Azure = profile is DeploymentProfile.Azure ? Azure() : null,
            Aws = Aws(),
            AwsEndpoints = AwsEndpoints(),
            Origins = new OriginPaths(Path(SettingKeys.GeoCountry), Path(SettingKeys.GeoAsn), Path(SettingKeys.GeoLists)),
            PushQueue = PushQueue(),
            Heartbeat = Heartbeat(),
            LogLevel = Level(),
        };
    }

    /// <summary>Sets the properties of an options class from a section, such as Poll.</summary>
    public void Bind(string section, object options)
    {
        foreach (PropertyInfo property in BoundProperties(options.GetType()))
        {
            if (sources[$"{section}:{property.Name}"] is not { } setting)
            {
                continue;
            }

            if (SettingText.Parse(setting.Text, property.PropertyType) is { } value)
            {
                property.SetValue(options, value);
            }
            else
            {
                mistakes.Add(setting.Where, $"{Mistakes.Shown(setting.Text)} is no {SettingText.Expected(property.PropertyType)}");
            }
        }
    }

    public static IEnumerable<PropertyInfo> BoundProperties(Type options) =>
        options.GetProperties().Where(property => property.CanWrite && SettingText.Understands(property.PropertyType));

    private void Refuse(bool dev, string? tokens, Listener grpc, Listener http, TlsIdentity? tls, IPAddress advertise)
    {
        foreach ((SettingKey key, Listener listener) in new[] { (SettingKeys.GrpcListen, grpc), (SettingKeys.HttpListen, http) })
        {
            if (listener.IsLoopback)
            {
                continue;
            }

            string where = sources[key.Path]?.Where ?? key.Flag!;
            if (dev)
            {
                mistakes.Add(where, $"{listener.EndPoint} can be reached from other machines, and --dev lets everybody in; listen on 127.0.0.1, or use --tokens and TLS instead of --dev");
            }
            else if (tls is null && sources[SettingKeys.TlsCertificate.Path] is null && sources[SettingKeys.TlsKey.Path] is null)
            {
                mistakes.Add(where, $"{listener.EndPoint} can be reached from other machines, which needs TLS; give --tls-certificate and --tls-key, or listen on 127.0.0.1");
            }
        }

        if (!dev && tokens is null)
        {
            mistakes.Add(SettingKeys.Tokens.Flag!, "the server needs to know who may call; make a file with 'rootwatch token create' and name it with --tokens PATH, or run with --dev on this machine only");
        }
        else if (dev && tokens is not null)
        {
            mistakes.Add(sources[SettingKeys.Tokens.Path]!.Where, "--dev runs without tokens; leave out either --dev or --tokens");
        }

        if (!new Listener(new IPEndPoint(advertise, 0)).IsLoopback && !Switch(SettingKeys.SiloPlaintext))
        {
            mistakes.Add(sources[SettingKeys.SiloAdvertise.Path]!.Where,
                $"the silo port on {advertise} would have neither encryption nor access control; if only your own silos can reach it, say so with --silo-plaintext");
        }
    }

    private void RefuseShared(Listener grpc, Listener http, Listener silo)
    {
        Refuse(SettingKeys.GrpcListen, "gRPC", grpc, SettingKeys.HttpListen, "HTTP", http);
        Refuse(SettingKeys.GrpcListen, "gRPC", grpc, SettingKeys.SiloPort, "the silo", silo);
        Refuse(SettingKeys.HttpListen, "HTTP", http, SettingKeys.SiloPort, "the silo", silo);

        void Refuse(SettingKey first, string what, Listener listener, SettingKey second, string other, Listener otherListener)
        {
            if (listener.SharesPortWith(otherListener))
            {
                SettingValue named = (sources[second.Path] ?? sources[first.Path])!;
                mistakes.Add(named.Where, $"{what} and {other} cannot share {otherListener.EndPoint}; give {first.Flag} and {second.Flag} a port each");
            }
        }
    }

    private string? Path(SettingKey key)
    {
        if (sources[key.Path] is not { } setting)
        {
            return null;
        }

        if (setting.Text.Length == 0)
        {
            mistakes.Add(setting.Where, "the path is empty");
            return null;
        }

        // As it was written where that is the same place: messages then name the file as its user does.
        return setting.Folder == Environment.CurrentDirectory ? setting.Text : System.IO.Path.Combine(setting.Folder, setting.Text);
    }

    private bool Switch(SettingKey key)
    {
        if (sources[key.Path] is not { } setting)
        {
            return false;
        }

        switch (setting.Text.ToUpperInvariant())
        {
            case "TRUE" or "1" or "YES" or "ON":
                return true;
            case "FALSE" or "0" or "NO" or "OFF" or "":
                return false;
            default:
                mistakes.Add(setting.Where, $"{Mistakes.Shown(setting.Text)} is neither true nor false");
                return false;
        }
    }

    private Listener Listen(SettingKey key, string preset)
    {
        (Listener? listener, string problem) = Listener.Parse(sources[key.Path]?.Text ?? preset);
        if (listener is null)
        {
            mistakes.Add(sources[key.Path]!.Where, $"{Mistakes.Shown(sources[key.Path]!.Text)}: {problem}");
        }

        return listener ?? Listener.Parse(preset).Listener!;
    }

    private int Port(SettingKey key, int preset)
    {
        if (sources[key.Path] is not { } setting)
        {
            return preset;
        }

        if (int.TryParse(setting.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort)
        {
            return port;
        }

        mistakes.Add(setting.Where, $"{Mistakes.Shown(setting.Text)} is no port; write a number from 0 to {IPEndPoint.MaxPort}");
        return preset;
    }

    private IPAddress Advertise()
    {
        if (sources[SettingKeys.SiloAdvertise.Path] is not { } setting)
        {
            return IPAddress.Loopback;
        }

        if (IPAddress.TryParse(setting.Text, out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        mistakes.Add(setting.Where, $"{Mistakes.Shown(setting.Text)} is no address that other silos could call; write this machine's IP address");
        return IPAddress.Loopback;
    }

    private DeploymentProfile Profile()
    {
        string[] profiles = ["embedded", "azure"];
        if (sources[SettingKeys.Profile.Path] is not { } setting || setting.Text.Equals("embedded", StringComparison.OrdinalIgnoreCase))
        {
            return DeploymentProfile.Embedded;
        }

        if (setting.Text.Equals("azure", StringComparison.OrdinalIgnoreCase))
        {
            return DeploymentProfile.Azure;
        }

        mistakes.Add(setting.Where, $"unknown profile {Mistakes.Shown(setting.Text)}; {NearestName.Hint(setting.Text, profiles)}");
        return DeploymentProfile.Embedded;
    }

    private AzureSettings Azure()
    {
        string connection = sources[SettingKeys.AzureConnectionString.Path]?.Text ?? "";
        if (connection.Length == 0)
        {
            mistakes.Add(SettingKeys.AzureConnectionString.EnvironmentName, "the azure profile needs the connection string of a storage account");
        }
        else if (AzureStorage.MistakeIn(connection) is { } wrong)
        {
            mistakes.Add(sources[SettingKeys.AzureConnectionString.Path]!.Where, wrong);
        }

        return new AzureSettings(
            connection,
            AzureName(SettingKeys.AzureContainerName, "rootwatch", AzureContainerName(), "a container's name has 3 to 63 lower-case letters, digits and single hyphens, none of these at an end"),
            AzureName(SettingKeys.AzureTableName, "RootWatchSilos", AzureTableName(), "a table's name has 3 to 63 letters and digits and begins with a letter"));
    }

    private string AzureName(SettingKey key, string preset, Regex pattern, string rule)
    {
        if (sources[key.Path] is not { } setting)
        {
            return preset;
        }

        if (!pattern.IsMatch(setting.Text))
        {
            mistakes.Add(setting.Where, $"{Mistakes.Shown(setting.Text)}: {rule}");
        }

        return setting.Text;
    }

    private TlsIdentity? Tls()
    {
        string? certificate = Path(SettingKeys.TlsCertificate);
        string? key = Path(SettingKeys.TlsKey);
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            SettingKey there = certificate is null ? SettingKeys.TlsKey : SettingKeys.TlsCertificate;
            SettingKey missing = certificate is null ? SettingKeys.TlsCertificate : SettingKeys.TlsKey;
            mistakes.Add(sources[there.Path]!.Where, $"{missing.Flag} is missing; TLS needs both files");
            return null;
        }

        return TlsFiles.Read(certificate, sources[SettingKeys.TlsCertificate.Path]!.Where, key, sources[SettingKeys.TlsKey.Path]!.Where, clock.GetUtcNow(), mistakes);
    }

    private AwsClientOptions Aws()
    {
        AwsClientOptions options = new() { Profile = sources[SettingKeys.AwsProfile.Path]?.Text };
        (string? region, string where) = sources[SettingKeys.AwsRegion.Path] is { } setting
            ? (setting.Text, setting.Where)
            : RegionVariables.Select(name => (Text: environment[name] as string, name))
                .FirstOrDefault(variable => !string.IsNullOrEmpty(variable.Text));
        if (!string.IsNullOrEmpty(region))
        {
            options.StsRegion = region;
            if (!AwsRegions.IsKnown(region))
            {
                mistakes.Add(where, $"unknown region {Mistakes.Shown(region)}{(NearestName.Of(region, AwsRegions.All) is { } near ? $"; did you mean '{near}'?" : "")}");
            }
        }

        return options;
    }

    /// <summary>The clients read them themselves.</summary>
    private IReadOnlyList<AwsEndpointVariable> AwsEndpoints()
    {
        IReadOnlyList<AwsEndpointVariable> variables = AwsClients.EndpointVariables(name => environment[name] as string);
        mistakes.AddRange(variables.Where(variable => variable.Url is null).Select(variable => new Mistake(variable.Name, Mistakes.OneLine(variable.Problem))));
        return variables;
    }

    private QueueAddress? PushQueue()
    {
        if (sources[SettingKeys.PushQueueUrl.Path] is not { Text.Length: > 0 } setting)
        {
            return null;
        }

        (QueueAddress? queue, string problem) = QueueAddress.Parse(setting.Text);
        if (queue is null)
        {
            mistakes.Add(setting.Where, $"{Mistakes.Shown(setting.Text)}: {problem}");
        }

        return queue;
    }

    private HeartbeatTarget? Heartbeat()
    {
        SettingValue? method = sources[SettingKeys.HeartbeatMethod.Path];
        string[] methods = ["GET", "POST"];
        if (method is not null && !methods.Contains(method.Text, StringComparer.OrdinalIgnoreCase))
        {
            mistakes.Add(method.Where, $"unknown method {Mistakes.Shown(method.Text)}; {NearestName.Hint(method.Text, methods)}");
        }

        SettingValue? given = sources[SettingKeys.HeartbeatUrl.Path] is { Text.Length: > 0 } url ? url : null;
        string where = (given ?? sources[SettingKeys.HeartbeatUrlFile.Path])?.Where ?? "";
        string? text = given?.Text;
        if (Path(SettingKeys.HeartbeatUrlFile) is { } file)
        {
            if (text is not null)
            {
                mistakes.Add(where, $"leave out either it or {SettingKeys.HeartbeatUrlFile.Flag}: there is one heartbeat");
            }

            text = FileContent.Read(file, HeartbeatTarget.FileLengthMax, where, "write the receiver's URL into it", mistakes) is { } content ? Encoding.UTF8.GetString(content) : null;
        }

        if (text is null)
        {
            return null;
        }

        (Uri? target, string problem) = HeartbeatTarget.Parse(text);
        if (target is null)
        {
            mistakes.Add(where, $"the heartbeat's URL: {problem}");
            return null;
        }

        return new HeartbeatTarget(target, IsPost: method?.Text.Equals("POST", StringComparison.OrdinalIgnoreCase) is true);
    }

    private LogLevel Level()
    {
        string[] levels = ["debug", "information", "warning", "error"];
        if (sources[SettingKeys.LogLevel.Path] is not { } setting)
        {
            return LogLevel.Information;
        }

        if (levels.Contains(setting.Text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<LogLevel>(setting.Text, ignoreCase: true);
        }

        mistakes.Add(setting.Where, $"unknown level {Mistakes.Shown(setting.Text)}; {NearestName.Hint(setting.Text, levels)}");
        return LogLevel.Information;
    }

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex AzureContainerName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{2,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AzureTableName();
}
