using RootWatch.Cli.Terminal;
using RootWatch.V1;

namespace RootWatch.Cli.Gaps;

/// <summary>A gap with whose it is. Region and query are null where the whole account is not seen.</summary>
internal sealed record AccountGap(
    string AccountId, string TenantId, string Name, string? Region, string? Query, DateTimeOffset? Start, DateTimeOffset? End, bool Recoverable, string Reason)
{
    public static AccountGap[] Of(Account account)
    {
        AccountGap[] gaps =
        [
            .. account.Streams.SelectMany(stream => stream.Gaps.Select(gap => new AccountGap(
                account.AccountId, account.TenantId, account.Name, stream.Region, stream.Query, Times.Of(gap.Start), Times.Of(gap.End), gap.Recoverable, gap.Reason))),
        ];

        // Where not even the regions are known there is no stream to have a gap.
        return account.Status is WatchStatus.Blind && !gaps.Any(gap => gap.End is null)
            ? [.. gaps, new AccountGap(account.AccountId, account.TenantId, account.Name, null, null, Times.Of(account.Watermark), null, true, account.Reason)]
            : gaps;
    }

    public static AccountGap OfUnreachable(string accountId) =>
        new(accountId, "", "", null, null, null, null, true, "the server could not ask it in time");
}
