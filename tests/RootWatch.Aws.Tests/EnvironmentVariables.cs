using System.Runtime.CompilerServices;

namespace RootWatch.Aws.Tests;

[CollectionDefinition(nameof(EnvironmentCollection), DisableParallelization = true)]
public sealed class EnvironmentCollection;

/// <summary>The variables that the SDK's credentials chain reads, as a test wants them, put back at the end.</summary>
internal sealed class EnvironmentVariables : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    private EnvironmentVariables()
    {
    }

    private static DirectoryInfo SharedFiles { get; } = Directory.CreateTempSubdirectory("rootwatch-aws-");

    // The SDK looks once, when first touched, whether these name files that are there; else it reads the developer's own.
    [ModuleInitializer]
    internal static void PlaceSharedFiles()
    {
        foreach (var (variable, file) in (ReadOnlySpan<(string, string)>)[("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")])
        {
            string path = Path.Combine(SharedFiles.FullName, file);
            File.WriteAllText(path, "");
            Environment.SetEnvironmentVariable(variable, path);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => SharedFiles.Delete(recursive: true);
    }

    public static EnvironmentVariables WithCredentials()
    {
        var variables = new EnvironmentVariables();
        variables.Set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        variables.Set("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        variables.Set("AWS_EC2_METADATA_DISABLED", "true");
        foreach (string name in (string[])["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"])
        {
            variables.Set(name, null);
        }

        return variables;
    }

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void WriteCredentialsFile(string text) =>
        File.WriteAllText(Path.Combine(SharedFiles.FullName, "credentials"), text);

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        WriteCredentialsFile("");
    }
}
