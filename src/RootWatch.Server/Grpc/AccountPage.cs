using Google.Protobuf;
using Google.Protobuf.Collections;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Grpc;

/// <summary>The accounts that one page of a list may be about, in the order of the list.</summary>
/// <param name="tokenAfter">The token of a page that begins behind an account.</param>
/// <param name="isLast">No account comes behind them.</param>
internal sealed class AccountPage(IReadOnlyList<AccountRegistration> accounts, Func<AccountRegistration, string> tokenAfter, bool isLast)
{
    public static AccountPage Of(AccountRegistration account) => new([account], _ => "", isLast: true);

    /// <summary>Asks one account after the other until the page is full, and returns the token of the next page; empty at the end.</summary>
    /// <param name="messages">Of the answer; what accounts add.</param>
    /// <param name="unreachable">Of the answer; ids of those that do not tell.</param>
    /// <param name="messagesOf">What an account adds; null: it does not tell.</param>
    public async Task<string> Fill<T>(
        RepeatedField<T> messages, RepeatedField<string> unreachable, Func<AccountRegistration, Task<IReadOnlyList<T>?>> messagesOf)
        where T : IMessage
    {
        AccountRegistration? last = null;
        PageBytes bytes = new();
        foreach (AccountRegistration[] asked in accounts.Chunk(AccountQuestions.AskedAtOnce))
        {
            foreach ((AccountRegistration account, IReadOnlyList<T>? added) in await Task.WhenAll(asked.Select(async account => (account, await messagesOf(account)))))
            {
                if (!bytes.Takes([.. added ?? []]))
                {
                    return tokenAfter(last!);
                }

                messages.AddRange(added ?? []);
                if (added is null)
                {
                    unreachable.Add(account.AccountId);
                }

                last = account;
            }
        }

        return isLast || last is null ? "" : tokenAfter(last);
    }
}
