using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Tenants;

/// <summary>A stretch in which many accounts of a tenant were blind together.</summary>
/// <param name="OpenedAt">When so many were.</param>
/// <param name="ClosedAt">When nearly all could be read again; null: not yet.</param>
/// <param name="Accounts">That went blind in it, with the cause behind a space where one is known; each once, in order of their numbers.</param>
/// <param name="Dark">Accounts that are still blind. One that was so in both ways, by AWS's answers and by its own watch, is until neither holds.</param>
public sealed record MassBlindness(DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, IReadOnlyList<string> Accounts, IReadOnlyList<string> Dark)
{
    /// <summary>One that stays dark for a reason of its own must not keep the others' stretch open: one of so many may.</summary>
    private const int StragglersOneOf = 20;

    /// <summary>Accounts that go blind within so long of each other do so together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>So long after the last account that joined it, a stretch has no more to do with the next one, closed or not.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromDays(1);

    /// <summary>The stretches, in order of time. One ends before the next can begin.</summary>
    /// <param name="blind">Which accounts went blind, in order of time; the detail begins with the account.</param>
    /// <param name="seen">Which could be read again.</param>
    /// <param name="allowed">More than so many within <see cref="Window"/> are a mass.</param>
    public static IReadOnlyList<MassBlindness> Of(IReadOnlyList<TraceEntry> blind, IReadOnlyList<TraceEntry> seen, double allowed)
    {
        var found = new List<MassBlindness>();
        var recent = new List<TraceEntry>();
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        var dark = new HashSet<(string Account, bool IsOfWatch)>();
        DateTimeOffset? openedAt = null;
        DateTimeOffset? joinedAt = null;
        foreach (var (entry, isBlind) in blind.Select(entry => (entry, true)).Concat(seen.Select(entry => (entry, false))).OrderBy(one => one.entry.Second).ThenByDescending(one => one.Item2))
        {
            var account = AccountOf(entry);
            if (!isBlind)
            {
                dark.Remove((account, IsOfWatch(entry)));
                if (openedAt is not null && AccountsOf(dark).Count() <= members.Count / StragglersOneOf)
                {
                    End(entry.Time);
                }

                continue;
            }

            if (openedAt is not null && entry.Time - joinedAt > JoinWithin)
            {
                End(null);
                dark.Clear();
            }

            dark.Add((account, IsOfWatch(entry)));
            recent.RemoveAll(other => entry.Time - other.Time > Window);
            recent.Add(entry);
            joinedAt = entry.Time;
            if (openedAt is not null)
            {
                members.TryAdd(account, entry.Detail);
            }
            else if (recent.Select(AccountOf).Distinct(StringComparer.Ordinal).Count() > allowed)
            {
                openedAt = entry.Time;
                foreach (var other in recent)
                {
                    members.TryAdd(AccountOf(other), other.Detail);
                }

                dark.RemoveWhere(one => !members.ContainsKey(one.Account));
            }
        }

        if (openedAt is not null)
        {
            End(null);
        }

        return found;

        void End(DateTimeOffset? closedAt)
        {
            found.Add(new MassBlindness(openedAt!.Value, closedAt, [.. members.Values.Order(StringComparer.Ordinal)], [.. AccountsOf(dark).Order(StringComparer.Ordinal)]));
            openedAt = null;
            members.Clear();
            recent.Clear();
        }
    }

    /// <summary>Of one of the <see cref="Accounts"/>: without the cause.</summary>
    public static string AccountOf(string member) => member.Split(' ')[0];

    private static IEnumerable<string> AccountsOf(IEnumerable<(string Account, bool IsOfWatch)> dark) => dark.Select(one => one.Account).Distinct(StringComparer.Ordinal);

    private static bool IsOfWatch(TraceEntry entry) => entry.Detail.Split(' ', 2) is [_, var cause] && Unattended.IsCause(cause);

    private static string AccountOf(TraceEntry entry) => AccountOf(entry.Detail);
}
