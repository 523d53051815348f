using System.Text;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Connection;

/// <summary>Where the access token comes from. Never from the command line, which every user of the machine can list.</summary>
internal static class TokenSource
{
    private const int TokenCharsMax = 4096;

    public static string? FromVariable(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : Check(value.Trim(), $"the environment variable {ServerOptions.TokenVariable}");

    public static string FromFile(string path)
    {
        var shown = ShownText.Of(path, CommandContext.PathCharsMax);
        try
        {
            using var file = new StreamReader(path, Encoding.UTF8);
            var text = new char[TokenCharsMax];
            var token = new string(text, 0, file.ReadBlock(text)).Trim();
            return token.Length > 0
                ? Check(token, $"the token file {shown}")
                : throw new ProblemException($"the token file {shown} is empty; put the text that 'rootwatch token create' printed into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ProblemException($"the token file {shown} cannot be read ({Files.Reason(e)}); check --token-file and the file's permissions.");
        }
    }

    /// <summary>What cannot stand in a header is no token; the text itself is never shown.</summary>
    private static string Check(string token, string origin) =>
        token.Length < TokenCharsMax && token.All(c => c is > ' ' and < '\x7f')
            ? token
            : throw new ProblemException($"{origin} holds no access token (one line of printable characters is expected); create one with 'rootwatch token create'.");
}
