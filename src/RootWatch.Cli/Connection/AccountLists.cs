using System.Text.Json;
using Grpc.Core;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Connection;

/// <summary>What the server has of many accounts, beside the ids of those that it could not ask in time.</summary>
internal static class AccountLists
{
    /// <param name="call">Asks for the page of a token.</param>
    /// <param name="open">What a page holds.</param>
    public static async Task<(List<T> Items, List<string> Unreachable)> ReadAllAsync<TPage, T>(
        CommandContext context, ServerConnection server, Func<string, CallOptions, AsyncUnaryCall<TPage>> call,
        Func<TPage, (IEnumerable<T> Items, IEnumerable<string> Unreachable, string NextPageToken)> open, CancellationToken cancel)
    {
        var all = new List<T>();
        var unreachable = new List<string>();
        await Pages.ReadAllAsync(server, async token =>
        {
            var page = open(await server.AskAsync(options => call(token, options), context.Clock, cancel));
            all.AddRange(page.Items);
            unreachable.AddRange(page.Unreachable);
            return page.NextPageToken;
        });

        return (all, unreachable);
    }

    /// <summary>As JSON an account that could not be asked is a line of its own, as not to see is news.</summary>
    /// <param name="none">Said if there is nothing to show.</param>
    public static int Show<T>(
        CommandContext context, bool asJson, List<T> items, List<string> unreachable, Action<Utf8JsonWriter, T> writeMembers, string none, Action writeTable)
    {
        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            items.ForEach(item => line.Write(item, writeMembers));
            unreachable.ForEach(id => line.Write(id, WriteUnreachable));
        }
        else if (items.Count + unreachable.Count == 0)
        {
            context.Error.WriteLine(none);
        }
        else
        {
            writeTable();
        }

        return ExitCode.Ok;
    }

    private static void WriteUnreachable(Utf8JsonWriter json, string accountId)
    {
        json.WriteString("accountId", accountId);
        json.WriteString("status", "unreachable");
    }
}
