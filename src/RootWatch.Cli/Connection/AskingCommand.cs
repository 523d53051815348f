using System.CommandLine;
using System.Text.Json;
using Grpc.Core;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Connection;

/// <summary>How a thing of one kind is shown.</summary>
/// <param name="Name">For a person: <c>drill</c>.</param>
internal sealed record ShownKind<T>(string Name, Action<Utf8JsonWriter, T> WriteMembers, Action<TextWriter, Palette, T> WriteDetails)
    where T : class;

/// <summary>Commands that ask the server once and show the thing that it answers with.</summary>
internal static class AskingCommand
{
    public static Command Asks<TAnswer, T>(
        this Command command, CommandContext context, ServerOptions server, ShownKind<T> kind,
        Func<ParseResult, ServerConnection, CallOptions, AsyncUnaryCall<TAnswer>> call, Func<TAnswer, T?> open)
        where T : class
    {
        var output = ValueOptions.Output();
        command.Add(output);
        command.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var thing = open(await connection.AskAsync(options => call(parsed, connection, options), context.Clock, cancel))
                ?? throw new ProblemException($"the server at {connection.Address} answered without the {kind.Name}; its log says more.");
            if (parsed.GetValue(output) == "json")
            {
                using var line = new JsonLine(context.Out);
                line.Write(thing, kind.WriteMembers);
            }
            else
            {
                kind.WriteDetails(context.Out, context.OutPalette, thing);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
