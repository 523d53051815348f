using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Drills;

internal static class DrillCommand
{
    private static readonly ShownKind<Drill> Shown = new("drill", DrillView.WriteMembers, DrillView.WriteDetails);

    public static Command Create(CommandContext context)
    {
        var server = new ServerOptions();
        var command = new Command("drill", "Drills: a made-up sign-in of root tries who is told and what they do; their times are taken.")
        {
            CreateStart(context, server),
            CreateSeen(context, server),
            CreateAcknowledge(context, server),
            CreateClose(context, server),
            CreateList(context, server),
            CreateShow(context, server),
        };
        server.AddTo(command);
        return command;
    }

    private static Command CreateStart(CommandContext context, ServerOptions server)
    {
        var account = new Option<string?>("--account") { Description = "AWS account id, 12 digits.", HelpName = "id" };
        var tenant = new Option<string?>("--tenant") { Description = "Instead: one of this tenant's accounts, by chance.", HelpName = "id" };
        var purpose = new Option<string?>("--purpose") { Description = "What it is to try.", HelpName = "text" };
        var mfa = new Option<bool>("--with-mfa") { Description = "The made-up sign-in says that MFA was used; without this it says that it was not, which is critical." };
        var within = ValueOptions.Length("--within", "How long there is to acknowledge it; without it as the tenant's settings say");
        within.Required = false;
        var start = new Command("start", "Starts a drill. Its alert comes with the account's next reading, and says that it is a drill.") { account, tenant, purpose, mfa, within };
        start.Validators.Add(result =>
        {
            if (result.GetResult(account) is null == result.GetResult(tenant) is null)
            {
                result.AddError("Name an account (--account) or a tenant (--tenant), and not both.");
            }
        });
        return start.Asks(context, server, Shown, (parsed, connection, options) => connection.Drills.StartDrillAsync(
            new StartDrillRequest
            {
                AccountId = parsed.GetValue(account) ?? "",
                TenantId = parsed.GetValue(tenant) ?? "",
                Purpose = parsed.GetValue(purpose) ?? "",
                WithMfa = parsed.GetValue(mfa),
                Within = parsed.GetResult(within) is null ? null : ValueOptions.Span(parsed, within).ToDuration(),
            },
            options), answer => answer.Drill);
    }

    private static Command CreateSeen(CommandContext context, ServerOptions server)
    {
        var id = Drill();
        return new Command("seen", "Says that its alert has reached you.") { id }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Drills.MarkDrillSeenAsync(new MarkDrillSeenRequest { DrillId = parsed.GetRequiredValue(id) }, options), answer => answer.Drill);
    }

    private static Command CreateAcknowledge(CommandContext context, ServerOptions server)
    {
        var id = Drill();
        return new Command("acknowledge", "Says that you deal with it.") { id }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Drills.AcknowledgeDrillAsync(new AcknowledgeDrillRequest { DrillId = parsed.GetRequiredValue(id) }, options), answer => answer.Drill);
    }

    private static Command CreateClose(CommandContext context, ServerOptions server)
    {
        var id = Drill();
        var note = new Option<string>("--note") { Description = "What was learnt.", HelpName = "text", Required = true };
        var giveUp = new Option<bool>("--give-up") { Description = "End it though nobody has acknowledged it." };
        return new Command("close", "Ends a drill. One that was acknowledged and is closed in time attests that the plan was tried.") { id, note, giveUp }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Drills.CloseDrillAsync(
                new CloseDrillRequest { DrillId = parsed.GetRequiredValue(id), Note = parsed.GetRequiredValue(note), GiveUp = parsed.GetValue(giveUp) }, options),
            answer => answer.Drill);
    }

    private static Command CreateShow(CommandContext context, ServerOptions server)
    {
        var id = Drill();
        return new Command("show", "Shows a drill with its times.") { id }.Asks(
            context, server, Shown,
            (parsed, connection, options) => connection.Drills.GetDrillAsync(new GetDrillRequest { DrillId = parsed.GetRequiredValue(id) }, options), answer => answer.Drill);
    }

    private static Command CreateList(CommandContext context, ServerOptions server)
    {
        var accountId = new Argument<string?>("ACCOUNT") { Description = "AWS account id, 12 digits; without it, all accounts.", Arity = ArgumentArity.ZeroOrOne };
        var output = ValueOptions.Output();
        var list = new Command("list", "Lists the drills with their times.") { accountId, output };
        list.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var (drills, unreachable) = await DrillPages.ReadAllAsync(context, connection, parsed.GetValue(accountId) ?? "", cancel);
            return AccountLists.Show(
                context, parsed.GetValue(output) == "json", drills, unreachable, DrillView.WriteMembers, "No drills.",
                () => DrillView.WriteTable(context.Out, context.OutPalette, drills, unreachable));
        });
        return list;
    }

    private static Argument<string> Drill() => new("DRILL") { Description = "Its id, such as D-111122223333-7." };
}
