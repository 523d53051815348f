using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>One check of an account, as a grain tells it. What does not change with the account stands in the catalogue.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.PostureLine")]
public sealed record PostureLine
{
    [Id(0)] public required string Check { get; init; }
    [Id(1)] public required int Status { get; init; }
    [Id(2)] public required string Text { get; init; }
    [Id(3)] public DateTimeOffset? ObservedAt { get; init; }
    [Id(4)] public string? ExemptBy { get; init; }
    [Id(5)] public DateTimeOffset? ExemptUntil { get; init; }
}

[GenerateSerializer, Immutable, Alias("rootwatch.PostureSnapshot")]
public sealed record PostureSnapshot
{
    [Id(0)] public required string TenantId { get; init; }
    [Id(1)] public required string AccountId { get; init; }
    [Id(2)] public required string Name { get; init; }
    [Id(3)] public required IReadOnlyList<PostureLine> Lines { get; init; }
    [Id(4)] public DateTimeOffset AsOf { get; init; }

    internal static PostureSnapshot Of(AccountRegistration account, IEnumerable<PostureResult> results, DateTimeOffset now) => new()
    {
        TenantId = account.TenantId,
        AccountId = account.AccountId,
        Name = account.Name,
        AsOf = now,
        Lines =
        [
            .. results.Select(result => new PostureLine
            {
                Check = result.Check.Id,
                Status = (int)result.Status,
                Text = result.Text,
                ObservedAt = result.ObservedAt,
                ExemptBy = result.Exemption?.By,
                ExemptUntil = result.Exemption?.Until,
            }),
        ],
    };
}
