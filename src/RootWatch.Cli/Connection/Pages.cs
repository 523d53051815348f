using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Connection;

/// <summary>Lists come in pages.</summary>
internal static class Pages
{
    /// <summary>Reads all of them.</summary>
    /// <param name="read">Asks for the page of a token, empty for the first, takes what it holds and returns the next one's token, empty at the end.</param>
    public static async Task ReadAllAsync(ServerConnection server, Func<string, Task<string>> read)
    {
        for (string token = "", next = await read(token); next.Length > 0; (token, next) = (next, await read(next)))
        {
            if (next == token)
            {
                throw new ProblemException($"the server at {server.Address} answers with the same page again and again; its log says more.");
            }
        }
    }
}
