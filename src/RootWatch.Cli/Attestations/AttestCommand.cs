using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.V1;

namespace RootWatch.Cli.Attestations;

internal static class AttestCommand
{
    private const int PageSize = 1000;

    private static readonly string Subjects = "SUBJECT is what it is about:\n" + string.Join(
        '\n', AttestationSubjects.Meanings.Select(subject => $"  {subject.Key,-19} {subject.Value}"));

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var command = new Command("attest", "Takes down what people vouch for, because no call to AWS shows it: that root's password is kept well, that the incident plan was tried.")
        {
            CreateAdd(context, server),
            CreateList(context, server),
            CreateWithdraw(context, server),
        };
        server.AddTo(command);
        return command;
    }

    private static Command CreateAdd(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string>("ACCOUNT") { Description = "AWS account id, 12 digits." };
        var subject = new Argument<string>("SUBJECT") { Description = "What it is about, such as root-password." };
        subject.AcceptOnlyFromAmong([.. AttestationSubjects.All]);
        var statement = new Option<string>("--statement") { Description = "What is so, in your words.", HelpName = "text", Required = true };
        var evidence = new Option<string?>("--evidence") { Description = "Where it can be seen.", HelpName = "url" };
        var validUntil = ValueOptions.Ahead("--valid-until", "It holds before this, at most 366 days; without it for as long");
        var output = ValueOptions.Output();
        var add = new Command("add", "Vouches for something of an account. Who does is the token.") { accountId, subject, statement, evidence, validUntil, output };
        add.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new AddAttestationRequest
            {
                AccountId = parsed.GetRequiredValue(accountId),
                Subject = parsed.GetRequiredValue(subject),
                Statement = parsed.GetRequiredValue(statement),
                Evidence = parsed.GetValue(evidence) ?? "",
                ValidUntil = ValueOptions.Moment(parsed, validUntil, context.Clock)?.ToTimestamp(),
            };
            var answer = await connection.AskAsync(options => connection.Attestations.AddAttestationAsync(request, options), context.Clock, cancel);
            return Show(context, connection, answer.Attestation, parsed.GetValue(output) == "json");
        });
        return add.WithNotes(Subjects);
    }

    private static Command CreateWithdraw(CommandContext context, ServerOptions server)
    {
        var id = new Argument<string>("ATTESTATION") { Description = "Its id, such as A-111122223333-7." };
        var output = ValueOptions.Output();
        var withdraw = new Command("withdraw", "Takes an attestation back; it stays in the list and counts no more.") { id, output };
        withdraw.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var request = new WithdrawAttestationRequest { AttestationId = parsed.GetRequiredValue(id) };
            var answer = await connection.AskAsync(options => connection.Attestations.WithdrawAttestationAsync(request, options), context.Clock, cancel);
            return Show(context, connection, answer.Attestation, parsed.GetValue(output) == "json");
        });
        return withdraw;
    }

    private static Command CreateList(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string?>("ACCOUNT") { Description = "AWS account id, 12 digits; without it, all accounts.", Arity = ArgumentArity.ZeroOrOne };
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists attestations, those that ran out or were withdrawn included.") { accountId, output };
        list.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            return await ListAsync(context, connection, parsed.GetValue(accountId) ?? "", parsed.GetValue(output) == "json", cancel);
        });
        return list;
    }

    private static async Task<int> ListAsync(CommandContext context, ServerConnection server, string accountId, bool asJson, CancellationToken cancel)
    {
        var (attestations, unreachable) = await AccountLists.ReadAllAsync(
            context, server,
            (token, options) => server.Attestations.ListAttestationsAsync(new ListAttestationsRequest { AccountId = accountId, PageSize = PageSize, PageToken = token }, options),
            page => (page.Attestations.AsEnumerable(), page.Unreachable.AsEnumerable(), page.NextPageToken), cancel);
        return AccountLists.Show(
            context, asJson, attestations, unreachable, AttestationView.WriteMembers, "No attestations.",
            () => AttestationView.WriteTable(context.Out, context.OutPalette, attestations, unreachable, context.Clock.GetUtcNow()));
    }

    private static int Show(CommandContext context, ServerConnection server, V1.Attestation? attestation, bool asJson)
    {
        if (attestation is null)
        {
            throw new ProblemException($"the server at {server.Address} answered without the attestation; its log says more.");
        }

        if (asJson)
        {
            using var line = new JsonLine(context.Out);
            line.Write(attestation, AttestationView.WriteMembers);
        }
        else
        {
            AttestationView.WriteTable(context.Out, context.OutPalette, [attestation], [], context.Clock.GetUtcNow());
        }

        return ExitCode.Ok;
    }
}
