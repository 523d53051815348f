using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Organizations;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Organizations;

/// <summary>The document after a reading, and what has to be told with it.</summary>
internal sealed record OrganizationOutcome(OrganizationDocument Document, IReadOnlyList<(string TenantId, OrganizationFact Fact)> Told);

/// <summary>What a reading of an organization makes of what was known. Pure: nothing of it has happened before it is stored.</summary>
internal static class OrganizationStep
{
    /// <summary>So many accounts may be gone within a day without anybody's word, or a tenth if that is more.</summary>
    private const int RemovalsMax = 3;

    private const int NameLengthMax = 128;
    private static readonly TimeSpan RemovalsWithin = TimeSpan.FromDays(1);
    private static readonly TimeSpan TroubleMax = TimeSpan.FromHours(1);

    /// <param name="fleet">accounts.yaml: a tag may name no tenant but its own, and the accounts that it lists are none of ours.</param>
    /// <param name="acceptedRemovals">Somebody said that so many accounts may go at once.</param>
    public static OrganizationOutcome Take(
        OrganizationDocument document, OrganizationRegistration organization, Roster fleet, OrganizationListing listing, int acceptedRemovals, DateTimeOffset now)
    {
        // Whoever asks is in the organization: a list without him is not the list of its accounts.
        if (!listing.Accounts.Any(account => account.AccountId == organization.AskedAccountId))
        {
            return Fail(document, organization, new ListingTrouble($"the list of its accounts lacks the account {organization.AskedAccountId}, in which it was asked", mayPass: false), now);
        }

        Dictionary<string, FoundAccount> unseen = document.Accounts.ToDictionary(account => account.AccountId, StringComparer.Ordinal);
        List<FoundAccount> staying = [];
        List<FoundAccount> leaving = [];
        foreach (ListedAccount account in listing.Accounts.Where(account => AccountIds.IsAccountId(account.AccountId)).DistinctBy(account => account.AccountId))
        {
            unseen.Remove(account.AccountId, out FoundAccount? before);
            FoundAccount judged = Judge(organization, fleet, account, now);
            switch (before?.State)
            {
                case FoundState.Watched or FoundState.Held when judged.State == FoundState.Excluded:
                    leaving.Add(before with { Reason = judged.Reason });
                    break;
                case FoundState.Paused when judged.State == FoundState.Excluded:
                    staying.Add(before with { Reason = judged.Reason });
                    break;
                default:
                    staying.Add(before is not null && before.IsWatched == judged.IsWatched ? judged with { Since = before.Since } : judged);
                    break;
            }
        }

        foreach (FoundAccount account in unseen.Values.Where(account => !fleet.Accounts.ContainsKey(account.AccountId)))
        {
            if (account.IsWatched)
            {
                leaving.Add(account with { Reason = "it is no longer in the organization" });
            }
            else if (account.State == FoundState.Paused)
            {
                staying.Add(account);
            }
        }

        return Settle(document, organization, staying, leaving, acceptedRemovals, now);
    }

    /// <summary>A list that could not be had removes nothing.</summary>
    public static OrganizationOutcome Fail(OrganizationDocument document, OrganizationRegistration organization, ListingTrouble trouble, DateTimeOffset now)
    {
        DateTimeOffset since = document.TroubleSince ?? now;
        bool isTold = document.TroubleTold || !trouble.MayPass || now - since >= TroubleMax;
        return new OrganizationOutcome(
            document with
            {
                Version = document.Version + (document.TroubleKind == trouble.Kind ? 0 : 1),
                TriedAt = now,
                Trouble = trouble.Reason,
                TroubleKind = trouble.Kind,
                TroubleSince = since,
                TroubleTold = isTold,
            },
            isTold && !document.TroubleTold ? [(organization.TenantId, new OrganizationNotFollowed(organization.OrganizationId, since, trouble.Reason))] : []);
    }

    /// <summary>For people: why removals are held back, and how to have them.</summary>
    public static string HeldReason(int leaving, int watched) => string.Create(
        CultureInfo.InvariantCulture,
        $"{leaving} of {watched} watched accounts would be paused at once, so none is: if that is meant, say so with --accept-removals {leaving}");

    /// <summary>Those that leave are paused and told of one by one, or, if they are too many, all held and told of once.</summary>
    private static OrganizationOutcome Settle(
        OrganizationDocument document, OrganizationRegistration organization, List<FoundAccount> staying, List<FoundAccount> leaving, int acceptedRemovals, DateTimeOffset now)
    {
        int watched = document.Accounts.Count(account => account.IsWatched);
        // A few at a time are as many in the end.
        int lately = staying.Count(account => account is { State: FoundState.Paused, Accepted: false } && now - account.Since < RemovalsWithin);
        bool areMany = leaving.Count > 0 && leaving.Count + lately > Math.Max(RemovalsMax, (watched + lately) / 10);
        bool areHeld = areMany && leaving.Count > acceptedRemovals;
        ImmutableList<FoundAccount> accounts =
        [
            .. staying.Concat(leaving.Select(account => areHeld
                    ? account with { State = FoundState.Held, Since = account.State == FoundState.Held ? account.Since : now }
                    : account with { State = FoundState.Paused, Since = now, Accepted = areMany }))
                .OrderBy(account => account.AccountId, StringComparer.Ordinal),
        ];
        List<(string, OrganizationFact)> told = areHeld ? [] : [.. leaving.Select(account =>
            (account.TenantId, (OrganizationFact)new AccountPaused(organization.OrganizationId, account.AccountId, now, account.Reason)))];
        if (areHeld && document.HeldSince is null)
        {
            told.Add((organization.TenantId, new OrganizationNotFollowed(organization.OrganizationId, now, HeldReason(leaving.Count, watched))));
        }

        bool isSame = document.ListedAt is not null && document.Trouble.Length == 0 && accounts.SequenceEqual(document.Accounts);
        return new OrganizationOutcome(
            document with
            {
                Version = document.Version + (isSame ? 0 : 1),
                Accounts = accounts,
                ListedAt = now,
                TriedAt = now,
                Trouble = "",
                TroubleKind = "",
                TroubleSince = null,
                TroubleTold = false,
                HeldSince = areHeld ? document.HeldSince ?? now : null,
            },
            told);
    }

    private static FoundAccount Judge(OrganizationRegistration organization, Roster fleet, ListedAccount account, DateTimeOffset now)
    {
        string? tagged = organization.TenantTag is { } key ? account.Tags.GetValueOrDefault(key) : null;
        string tenant = fleet.Tenants.FirstOrDefault(tenant => tenant.TenantId == tagged)?.TenantId ?? organization.TenantId;
        (FoundState state, string reason) =
            fleet.Accounts.TryGetValue(account.AccountId, out AccountRegistration? own) ? (FoundState.Listed, $"it is listed in accounts.yaml by itself, for the tenant {own.TenantId}")
            : account.State != "ACTIVE" ? (FoundState.Excluded, $"its state in the organization is {ShownText.Of(account.State, 32)}")
            : organization.Exclude.FirstOrDefault(choice => choice.Chooses(account)) is { } excluded ? (FoundState.Excluded, $"{excluded} is excluded in accounts.yaml")
            : organization.Include.Count > 0 && !organization.Include.Any(choice => choice.Chooses(account)) ? (FoundState.Excluded, "nothing that accounts.yaml includes chooses it")
            : (FoundState.Watched, "");
        string name = account.Name.Length > 0 ? account.Name : account.AccountId;
        return new FoundAccount(account.AccountId, ShownText.Of(name, NameLengthMax), tenant, state, now, reason);
    }
}
