using RootWatch.Server.Accounts;

namespace RootWatch.Server.Organizations;

/// <summary>An organization as accounts.yaml names it: how its accounts are found, and how each of them is read.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.OrganizationRegistration")]
public sealed record OrganizationRegistration
{
    /// <summary>o-...</summary>
    [Id(0)] public required string OrganizationId { get; init; }

    /// <summary>Whose accounts they are, unless <see cref="TenantTag"/> says otherwise.</summary>
    [Id(1)] public required string TenantId { get; init; }

    [Id(2)] public required string Name { get; init; }

    /// <summary>In the management account, or one to which the organization is delegated.</summary>
    [Id(3)] public required string RoleArn { get; init; }

    /// <summary>What the external id of each account begins with; a hyphen and the account id follow.</summary>
    [Id(4)] public required string ExternalIdPrefix { get; init; }

    /// <summary>Path and name of the role in each account.</summary>
    [Id(5)] public required string MemberRole { get; init; }

    /// <summary>Of each account. Null: every enabled region.</summary>
    [Id(6)] public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>Of each account, to read its events, in any 24 hours. Null: <see cref="PollOptions.MaxCallsPerAccountPerDay"/>.</summary>
    [Id(7)] public int? MaxCallsPerDay { get; init; }

    /// <summary>Only accounts that one of these chooses; empty: all.</summary>
    [Id(8)] public IReadOnlyList<AccountChoice> Include { get; init; } = [];

    /// <summary>Of those, none that one of these chooses.</summary>
    [Id(9)] public IReadOnlyList<AccountChoice> Exclude { get; init; } = [];

    /// <summary>Key of the tag whose value is the id of the tenant that an account belongs to. Null: all are of one tenant.</summary>
    [Id(10)] public string? TenantTag { get; init; }

    /// <summary>The account in which the organization is asked.</summary>
    public string AskedAccountId => RoleArn.Split(':')[4];

    internal bool NeedsUnits => Include.Concat(Exclude).Any(choice => choice.Kind == AccountChoiceKind.Unit);

    internal bool NeedsTags => TenantTag is not null || Include.Concat(Exclude).Any(choice => choice.Kind == AccountChoiceKind.Tag);

    /// <summary>The account in which the organization is asked, as one to be read.</summary>
    internal AccountRegistration Asked => Account(AskedAccountId, Name, TenantId);

    /// <summary>An account of the organization, as one to be watched.</summary>
    internal AccountRegistration Account(string accountId, string name, string tenantId) => new()
    {
        TenantId = tenantId,
        AccountId = accountId,
        Name = name,
        RoleArn = accountId == AskedAccountId ? RoleArn : $"arn:{RoleArn.Split(':')[1]}:iam::{accountId}:role/{MemberRole}",
        ExternalId = $"{ExternalIdPrefix}-{accountId}",
        Regions = Regions,
        MaxCallsPerDay = MaxCallsPerDay,
    };
}

public enum AccountChoiceKind
{
    Unit,
    Tag,
}

/// <summary>Chooses accounts: <c>ou-ab12-cdefghij</c>, <c>Production/Europe</c>, <c>tag:stage</c>, <c>tag:stage=live</c>.</summary>
/// <param name="Name">Id or path of a unit, which stands for all below it; key of a tag.</param>
/// <param name="Value">Of the tag; null: any.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.AccountChoice")]
public sealed record AccountChoice([property: Id(0)] AccountChoiceKind Kind, [property: Id(1)] string Name, [property: Id(2)] string? Value)
{
    private const string TagPrefix = "tag:";

    /// <summary>Null if the text chooses nothing.</summary>
    public static AccountChoice? Read(string text)
    {
        if (text.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            string[] parts = text[TagPrefix.Length..].Split('=', 2);
            return parts[0].Length > 0 ? new AccountChoice(AccountChoiceKind.Tag, parts[0], parts.Length > 1 ? parts[1] : null) : null;
        }

        string path = text.Trim('/');
        return path.Length > 0 ? new AccountChoice(AccountChoiceKind.Unit, path, null) : null;
    }

    public override string ToString() => Kind == AccountChoiceKind.Unit ? Name : $"{TagPrefix}{Name}{(Value is null ? "" : "=" + Value)}";

    internal bool Chooses(ListedAccount account) => Kind switch
    {
        AccountChoiceKind.Unit => account.Units.Contains(Name, StringComparer.Ordinal),
        _ => account.Tags.TryGetValue(Name, out string? value) && (Value is null || Value == value),
    };
}
