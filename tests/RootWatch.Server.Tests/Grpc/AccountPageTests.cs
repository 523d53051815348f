using Google.Protobuf.Collections;
using RootWatch.Server.Accounts;
using RootWatch.Server.Grpc;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

public sealed class AccountPageTests
{
    private static readonly AccountRegistration[] Accounts =
        [.. Enumerable.Range(0, 200).Select(n => new AccountRegistration { TenantId = "acme", AccountId = $"{n:d12}", Name = "a", RoleArn = "arn" })];

    [Theory]
    [InlineData(100, true, "")]
    [InlineData(100, false, "000000000199")]
    [InlineData(40_000, true, "000000000077")]
    [InlineData(2_000_000, true, "000000000000")]
    [InlineData(8_000_000, true, "000000000000")]
    public async Task It_ends_before_the_account_for_which_there_is_no_room(int chars, bool isLast, string token)
    {
        var (next, messages, _) = await Fill(isLast, _ => [new Attestation { Statement = new string('x', chars) }]);

        Assert.Equal(token, next);
        Assert.Equal(token.Length == 0 ? 200 : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture) + 1, messages.Count);
    }

    [Fact]
    public async Task Accounts_that_add_nothing_and_those_that_do_not_tell_are_passed()
    {
        var (next, messages, unreachable) = await Fill(isLast: true, account => account.AccountId switch
        {
            "000000000003" => null,
            "000000000150" => [new Attestation(), new Attestation()],
            _ => [],
        });

        Assert.Equal(("", 2), (next, messages.Count));
        Assert.Equal(["000000000003"], unreachable);
    }

    private static async Task<(string Next, RepeatedField<Attestation> Messages, RepeatedField<string> Unreachable)> Fill(
        bool isLast, Func<AccountRegistration, IReadOnlyList<Attestation>?> messagesOf)
    {
        RepeatedField<Attestation> messages = [];
        RepeatedField<string> unreachable = [];
        string next = await new AccountPage(Accounts, account => account.AccountId, isLast).Fill(messages, unreachable, account => Task.FromResult(messagesOf(account)));
        return (next, messages, unreachable);
    }
}
