using System.CommandLine;
using System.Text.Json;
using RootWatch.Cli.Connection;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Accounts;

internal static class VerifyCommand
{
    private const int TextCharsMax = 2000;
    private const int PageSize = 1000;

    // The server lets more wait.
    private const int AtOnce = 8;

    public static Command Create(CommandContext context, ServerOptions server)
    {
        var accountIds = new Argument<string[]>("ACCOUNT") { Description = "AWS account ids, 12 digits each.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every account that the token can see." };
        var output = ValueOptions.Output();
        var verify = new Command("verify", "Tries all that watching an account needs, and that its role is closed to others.") { accountIds, all, output };
        verify.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(accountIds) is { Length: > 0 }))
            {
                result.AddError("Name the accounts, or give --all for all of them.");
            }
        });
        verify.SetAction(async (parsed, cancel) =>
        {
            using var connection = server.Connect(parsed, context);
            var asJson = parsed.GetValue(output) == "json";
            var ids = parsed.GetValue(all) ? await AllAsync(context, connection, cancel) : [.. parsed.GetRequiredValue(accountIds).Distinct(StringComparer.Ordinal)];
            return ids is [var one] ? await VerifyOneAsync(context, connection, one, asJson, cancel) : await VerifyManyAsync(context, connection, ids, asJson, cancel);
        });
        return verify.WithNotes(
            """

            The server tries it with its own credentials, so a token of the role operator or above is needed. Each step is
            PASS, FAIL, UNKNOWN (it could not be told) or SKIPPED (the role could not be taken), with what to do about it.
            Of several accounts the steps are shown that do not pass.

            Exit codes: 0 all steps pass, 1 one of them does not, 2 the command line is wrong.
            """);
    }

    private static async Task<string[]> AllAsync(CommandContext context, ServerConnection server, CancellationToken cancel)
    {
        var (accounts, unreachable) = await AccountPages.ReadAllAsync(context, server, new ListAccountsRequest { PageSize = PageSize }, cancel);
        string[] ids = [.. accounts.Where(account => account.Status != WatchStatus.Paused).Select(account => account.AccountId), .. unreachable];
        return ids.Length > 0 ? ids : throw new ProblemException($"this token sees no account at {server.Address}.");
    }

    /// <summary>Each step is shown as it ends.</summary>
    private static async Task<int> VerifyOneAsync(CommandContext context, ServerConnection server, string accountId, bool asJson, CancellationToken cancel)
    {
        var passed = true;
        using var line = new JsonLine(context.Out);
        await foreach (var step in StepsAsync(server, accountId, cancel))
        {
            passed &= step.Status == VerificationStatus.Pass;
            Write(context, line, asJson, accountId, step, "");
            context.Out.Flush();
        }

        return passed ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Each account is shown when all its steps have ended.</summary>
    public static async Task<int> VerifyManyAsync(CommandContext context, ServerConnection server, string[] accountIds, bool asJson, CancellationToken cancel)
    {
        var passed = 0;
        var writing = new Lock();
        using var line = new JsonLine(context.Out);
        await Parallel.ForEachAsync(accountIds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (accountId, stop) =>
        {
            var steps = new List<VerificationStep>();
            ProblemException? problem = null;
            try
            {
                await foreach (var step in StepsAsync(server, accountId, stop))
                {
                    steps.Add(step);
                }
            }
            catch (ProblemException met)
            {
                problem = met;
            }

            lock (writing)
            {
                var isGood = problem is null && steps.TrueForAll(step => step.Status == VerificationStatus.Pass);
                passed += isGood ? 1 : 0;
                if (!asJson)
                {
                    context.Out.WriteLine($"{ShownText.Of(accountId)}  {(isGood ? context.OutPalette.Good("PASS") : context.OutPalette.Bad("does not pass"))}");
                }

                foreach (var step in steps.Where(step => asJson || step.Status != VerificationStatus.Pass))
                {
                    Write(context, line, asJson, accountId, step, "  ");
                }

                if (problem is not null)
                {
                    context.Error.WriteLine($"rootwatch: account {ShownText.Of(accountId)} was not verified to the end: {problem.Message}");
                }

                context.Out.Flush();
            }
        });
        context.Error.WriteLine($"{passed} of {accountIds.Length} accounts pass.");
        return passed == accountIds.Length ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <exception cref="ProblemException">The server did not send all of them.</exception>
    private static async IAsyncEnumerable<VerificationStep> StepsAsync(
        ServerConnection server, string accountId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new VerifyAccountRequest { AccountId = accountId };
        var (seen, count) = (0, 0);
        await foreach (var response in server.ReadAsync(options => server.Onboarding.VerifyAccount(request, options), cancel))
        {
            seen++;
            count = response.Count;
            yield return response.Step;
        }

        if (seen == 0 || seen < count)
        {
            throw new ProblemException($"the server at {server.Address} ended the verification after {seen} of {count} steps; its log says more.");
        }
    }

    private static void Write(CommandContext context, JsonLine line, bool asJson, string accountId, VerificationStep step, string lead)
    {
        if (asJson)
        {
            line.Write((accountId, step), static (json, one) => WriteMembers(json, one.accountId, one.step));
            return;
        }

        var status = StatusName(step.Status).PadRight(7);
        context.Out.WriteLine($"{lead}{Painted(context.OutPalette, step.Status)(status)}  {ShownText.Of(step.Title)}: {ShownText.Of(step.Text, TextCharsMax)}");
        if (step.Remedy.Length > 0)
        {
            context.Out.WriteLine($"{lead}         {ShownText.Of(step.Remedy, TextCharsMax)}");
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, string accountId, VerificationStep step)
    {
        json.WriteString("accountId", accountId);
        json.WriteString("step", step.Name);
        json.WriteString("title", step.Title);
        json.WriteString("status", StatusName(step.Status));
        json.WriteString("text", step.Text);
        json.WriteString("remedy", step.Remedy);
    }

    private static string StatusName(VerificationStatus status) => status switch
    {
        VerificationStatus.Pass => "PASS",
        VerificationStatus.Fail => "FAIL",
        VerificationStatus.Skipped => "SKIPPED",
        _ => "UNKNOWN",
    };

    private static Func<string, string> Painted(Palette palette, VerificationStatus status) => status switch
    {
        VerificationStatus.Pass => palette.Good,
        VerificationStatus.Fail => palette.Bad,
        _ => palette.Warning,
    };
}
