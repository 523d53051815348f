using RootWatch.Aws;
using RootWatch.Aws.Organizations;
using RootWatch.Server.Accounts;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Organizations;

/// <summary>Asks AWS for an organization's accounts: one list, the tree only where units choose, the tags only where tags do.</summary>
internal sealed class OrganizationReader(PostureAws aws, IAwsCalls calls, OrganizationOptions options)
{
    // AWS allows five levels, and two thousand units by its highest quota.
    private const int UnitsMax = 5000;

    public async Task<(OrganizationListing? Listing, ListingTrouble? Trouble)> Read(OrganizationRegistration organization, CancellationToken stop)
    {
        using AccountSession session = new(calls, new ServerClock(aws.Time), aws.Time, Random.Shared.NextDouble());
        Reading reading = new(organization, new PostureCalls(aws, session, organization.Asked, aws.NewIamPace(), Random.Shared.NextDouble), new LookupPace(options.CallsPerSecond, aws.Time), stop);
        OrganizationListing? listing = await reading.Listing();
        return listing is null ? (null, reading.Trouble) : (listing, null);
    }

    /// <summary>Each step gives null once there is a trouble.</summary>
    private sealed class Reading(OrganizationRegistration organization, PostureCalls calls, LookupPace pace, CancellationToken stop)
    {
        private readonly string _home = organization.Asked.HomeRegion();

        public ListingTrouble? Trouble { get; private set; }

        private OrganizationsClient Organizations => calls.Clients.Organizations;

        public async Task<OrganizationListing?> Listing()
        {
            if (await Ask((session, token) => Organizations.DescribeOrganizationAsync(session, _home, token)) is not { } described || !IsIt(described.Organization)
                || await AskForList((session, pages, token) => Organizations.ListAccountsAsync(session, _home, token, pages)) is not { } listed)
            {
                return null;
            }

            IReadOnlyDictionary<string, IReadOnlyList<string>>? units = organization.NeedsUnits ? await Units() : new Dictionary<string, IReadOnlyList<string>>();
            if (units is null)
            {
                return null;
            }

            List<ListedAccount> accounts = [];
            foreach (MemberAccount account in listed.Accounts.Where(account => account.Id is not null))
            {
                IReadOnlyDictionary<string, string>? tags = organization.NeedsTags ? await Tags(account.Id!) : new Dictionary<string, string>();
                if (tags is null)
                {
                    return null;
                }

                accounts.Add(new ListedAccount(account.Id!, account.Name ?? "", account.IsActive ? "ACTIVE" : account.State ?? account.Status ?? "not told")
                {
                    Units = units.GetValueOrDefault(account.Id!, []),
                    Tags = tags,
                });
            }

            if (organization.NeedsUnits && accounts.Find(account => account.Units.Count == 0) is { } lost)
            {
                // It was made or moved while the tree was read.
                Trouble = new ListingTrouble($"the account {lost.AccountId} is in no unit of the tree that was read", mayPass: true);
                return null;
            }

            return new OrganizationListing(accounts);
        }

        private bool IsIt(Organization? described)
        {
            if (described?.Id != organization.OrganizationId)
            {
                Trouble = new ListingTrouble(
                    described is null ? $"the account {organization.AskedAccountId} is in no organization" : $"the account {organization.AskedAccountId} is in the organization {described.Id}", mayPass: false);
            }

            return Trouble is null;
        }

        /// <summary>Of each account the units that it is in, by id and by path.</summary>
        private async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>?> Units()
        {
            if (await Ask((session, token) => Organizations.ListRootsAsync(session, _home, token)) is not { } roots)
            {
                return null;
            }

            Dictionary<string, IReadOnlyList<string>> units = new(StringComparer.Ordinal);
            Queue<(string Id, string Path, IReadOnlyList<string> Names)> open = new(roots.Roots.Select(root => (root.Id, "", (IReadOnlyList<string>)[root.Id])));
            for (int count = 0; open.TryDequeue(out var unit); count++)
            {
                if (count == UnitsMax)
                {
                    Trouble = new ListingTrouble($"its tree has more than {UnitsMax} units", mayPass: false);
                    return null;
                }

                if (await AskForList((session, pages, token) => Organizations.ListAccountsForParentAsync(unit.Id, session, _home, token, pages)) is not { } accounts
                    || await AskForList((session, pages, token) => Organizations.ListOrganizationalUnitsForParentAsync(unit.Id, session, _home, token, pages)) is not { } below)
                {
                    return null;
                }

                foreach (MemberAccount account in accounts.Accounts.Where(account => account.Id is not null))
                {
                    units[account.Id!] = unit.Names;
                }

                foreach (OrganizationalUnit child in below.Units)
                {
                    string path = unit.Path.Length > 0 ? $"{unit.Path}/{child.Name}" : child.Name ?? "";
                    open.Enqueue((child.Id, path, [.. unit.Names, child.Id, path]));
                }
            }

            return units;
        }

        private async Task<IReadOnlyDictionary<string, string>?> Tags(string accountId)
        {
            ListTagsForResourceResponse? answer = await AskForList((session, pages, token) => Organizations.ListTagsForResourceAsync(accountId, session, _home, token, pages));
            return answer?.Tags.DistinctBy(tag => tag.Key).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        }

        private Task<T?> Ask<T>(Func<AwsSession, CancellationToken, Task<AwsOutcome<T>>> call)
            where T : class =>
            AskForList((session, _, token) => call(session, token));

        private async Task<T?> AskForList<T>(Func<AwsSession, PagePace, CancellationToken, Task<AwsOutcome<T>>> call)
            where T : class
        {
            var (answer, failure) = await calls.Ask(call, pace, stop);
            if (failure is not null)
            {
                StreamTrouble trouble = StreamTroubles.From(failure, calls.Time.GetUtcNow());
                Trouble = new ListingTrouble(
                    $"{failure.Service}:{failure.Operation} {failure.Reason}", trouble.Told(), MayPass: trouble.Status != WatchStatus.Blind && failure.Reason is not (AwsFailureReason.Malformed or AwsFailureReason.Rejected));
            }

            return answer;
        }
    }
}
