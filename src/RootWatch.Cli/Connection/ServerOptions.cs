using System.CommandLine;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Connection;

/// <summary>How a server is reached; the same options for every command that asks one.</summary>
internal sealed class ServerOptions
{
    public const string ServerVariable = "ROOTWATCH_SERVER";
    public const string TokenVariable = "ROOTWATCH_TOKEN";
    public const int PortDefault = 7070;
    private const string ServerDefault = "http://127.0.0.1:7070";

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"Address of the server's gRPC listener. Environment: {ServerVariable}. Default: {ServerDefault}.",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"File that holds the access token. Environment: {TokenVariable} holds the token itself; the file wins.",
        HelpName = "path",
        Recursive = true,
    };

    private readonly Option<string?> _ca = new("--ca")
    {
        Description = "PEM file with the certificates to trust instead of the system's, for https.",
        HelpName = "path",
        Recursive = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_tokenFile);
        command.Add(_ca);
    }

    public ServerConnection Connect(ParseResult parsed, CommandContext context)
    {
        var address = FirstText(parsed.GetValue(_server), context.Environment(ServerVariable), ServerDefault);
        var token = parsed.GetValue(_tokenFile) is { } path
            ? TokenSource.FromFile(path)
            : TokenSource.FromVariable(context.Environment(TokenVariable));
        return ServerConnection.Open(address, token, parsed.GetValue(_ca));
    }

    private static string FirstText(params string?[] candidates) => candidates.First(text => !string.IsNullOrWhiteSpace(text))!.Trim();
}
