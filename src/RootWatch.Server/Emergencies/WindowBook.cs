using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Emergencies;

/// <summary>The emergency windows in an account's document: who may do what with them, and when. Pure.</summary>
internal static class WindowBook
{
    /// <summary>Windows that are kept; those that need no follow-up any more go first.</summary>
    public const int CountMax = 16;

    /// <summary>Requests that wait for an approval.</summary>
    public const int RequestsMax = 4;

    /// <summary>Each of them is told, and kept with its reason.</summary>
    public const int ExtensionsMax = 16;

    public const int WritesMax = 200;
    public const int ReadsMax = 100;

    /// <summary>Whoever approves later than this approves something that nobody needs any more.</summary>
    public static readonly TimeSpan RequestAgeMax = TimeSpan.FromHours(24);

    /// <summary>Each request is told: one that gave way to the next at once would let a single person fill the tenant's log.</summary>
    public static readonly TimeSpan KeptMin = TimeSpan.FromHours(1);

    public static readonly TimeSpan StartAheadMax = TimeSpan.FromDays(30);
    public static readonly TimeSpan LengthMin = TimeSpan.FromMinutes(1);

    public static (AccountDocument, Decision<T>) Request<T>(
        AccountDocument document, string accountId, WindowDraft draft, MfaReadiness mfa, EmergencySettings settings, DateTimeOffset now, Func<AccountDocument, string, T> show)
        where T : class
    {
        TimeSpan longest = TimeSpan.FromHours(settings.HoursMax);
        if (draft.Length < LengthMin || draft.Length > longest)
        {
            return Decision.Refused<T>(document, RefusalKind.Invalid, $"length: a window is open for {LengthMin.TotalMinutes:0} minute at least and {longest.TotalHours:0} hours at most");
        }

        // In this order: to a start in the year 9999 nothing can be added.
        if (draft.OpensAt is { } start && (start > now + StartAheadMax || start + draft.Length <= now))
        {
            return Decision.Refused<T>(document, RefusalKind.Invalid, $"opens_at: a window that opens at {Shown(start)} is over by now, or further ahead than {StartAheadMax.TotalDays:0} days");
        }

        if (document.Windows.Count(window => window.StatusAt(now) == WindowStatus.Requested) >= RequestsMax)
        {
            return Decision.Refused<T>(document, RefusalKind.Full, $"{RequestsMax} requests wait for an approval already: have them approved or close them");
        }

        ImmutableList<WindowRecord> kept = document.Windows;
        while (kept.Count >= CountMax && kept.Find(old => IsDone(old, now) && old.RequestedAt + KeptMin <= now) is { } done)
        {
            kept = kept.Remove(done);
        }

        if (kept.Count >= CountMax)
        {
            return Decision.Refused<T>(document, RefusalKind.Full, kept.Find(old => IsDone(old, now)) is { } next
                ? $"{CountMax} windows are kept, of which {next.Id} goes first, at {Shown(next.RequestedAt + KeptMin)}: ask again then, or review those that wait for it"
                : $"{CountMax} windows are open or wait for their reviews: review them first");
        }

        long number = document.LastWindow + 1;
        WindowRecord requested = new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"W-{accountId}-{number}"),
            Purpose = draft.Purpose,
            Ticket = draft.Ticket,
            Allowed = [.. draft.Allowed],
            RequestedBy = draft.By,
            RequestedAt = now,
            AskedStart = draft.OpensAt,
            AskedLength = draft.Length,
            MfaReadiness = mfa,
        };
        return Done(document with { Windows = kept.Add(requested), LastWindow = number }, requested, show);
    }

    public static (AccountDocument, Decision<T>) Approve<T>(AccountDocument document, string id, string by, EmergencySettings settings, DateTimeOffset now, Func<AccountDocument, string, T> show)
        where T : class
    {
        if (document.Windows.Find(window => window.Id == id) is not { } found)
        {
            return NotThere<T>(document, id);
        }

        if (found.StatusAt(now) != WindowStatus.Requested)
        {
            return NotNow<T>(document, found, now, "only a request can be approved");
        }

        if (found.RequestedBy == by)
        {
            return Decision.Refused<T>(document, RefusalKind.NotYou, $"{id} was requested by {by}: somebody else has to approve it");
        }

        // What was asked for may have been allowed then.
        if (found.AskedLength > TimeSpan.FromHours(settings.HoursMax))
        {
            return Decision.Refused<T>(document, RefusalKind.NotNow,
                string.Create(CultureInfo.InvariantCulture, $"{id} would be open for {found.AskedLength.TotalHours:0.##} hours, and by now the tenant allows {settings.HoursMax} at most: have it requested anew"));
        }

        DateTimeOffset opens = WholeSecond(found.AskedStart > now ? found.AskedStart.Value : now);
        DateTimeOffset closes = (found.AskedStart ?? opens) + found.AskedLength;
        // The second in which one was closed may be the next one's first.
        if (document.Windows.Find(other => other.Counts && other.OpensAt < closes && opens < WholeSecond(other.EndsAt)) is { } overlapping)
        {
            return Decision.Refused<T>(document, RefusalKind.NotNow, $"{overlapping.Id} is open from {Shown(overlapping.OpensAt)} to {Shown(overlapping.EndsAt)}: extend it, or close it first");
        }

        return Changed(document, found, found with { ApprovedBy = by, ApprovedAt = now, OpensAt = opens, ClosesAt = closes }, show);
    }

    /// <param name="length">From now.</param>
    public static (AccountDocument, Decision<T>) Extend<T>(
        AccountDocument document, string id, TimeSpan length, string reason, string by, EmergencySettings settings, DateTimeOffset now, Func<AccountDocument, string, T> show)
        where T : class
    {
        if (document.Windows.Find(window => window.Id == id) is not { } found)
        {
            return NotThere<T>(document, id);
        }

        if (found.StatusAt(now) != WindowStatus.Open)
        {
            return NotNow<T>(document, found, now, "only a window that is open can be extended");
        }

        if (found.RequestedBy == by)
        {
            return Decision.Refused<T>(document, RefusalKind.NotYou, $"{id} was requested by {by}: somebody else has to extend it");
        }

        TimeSpan longest = TimeSpan.FromHours(settings.HoursMax);
        if (length > longest || length <= found.ClosesAt - now)
        {
            return Decision.Refused<T>(document, RefusalKind.Invalid, $"length: {id} closes at {Shown(found.ClosesAt)}; from now it may stay open for {longest.TotalHours:0} hours at most, and an extension makes it longer");
        }

        if (found.Extensions.Count >= ExtensionsMax)
        {
            return Decision.Refused<T>(document, RefusalKind.Full, $"{id} was extended {ExtensionsMax} times: close it, and request another one");
        }

        DateTimeOffset until = now + length;
        if (document.Windows.Find(other => other != found && other.Counts && other.OpensAt < until && found.ClosesAt <= other.OpensAt) is { } next)
        {
            return Decision.Refused<T>(document, RefusalKind.NotNow, $"{next.Id} opens at {Shown(next.OpensAt)}: close it first");
        }

        return Changed(document, found, found with { ClosesAt = until, Extensions = found.Extensions.Add(new WindowExtension(now, by, found.ClosesAt, until, reason)) }, show);
    }

    /// <summary>Before it has opened, it is taken back.</summary>
    public static (AccountDocument, Decision<T>) Close<T>(AccountDocument document, string id, string by, DateTimeOffset now, Func<AccountDocument, string, T> show)
        where T : class =>
        document.Windows.Find(window => window.Id == id) is not { } found ? NotThere<T>(document, id)
        : found.StatusAt(now) is WindowStatus.Requested or WindowStatus.Scheduled or WindowStatus.Open
            ? Changed(document, found, found with { ClosedBy = by, ClosedAt = now }, show)
            : NotNow<T>(document, found, now, "there is nothing to close");

    /// <param name="readUpTo">How far the account was read; null: not yet.</param>
    /// <param name="lateness">How long after it happened an event may still come.</param>
    public static (AccountDocument, Decision<T>) Review<T>(
        AccountDocument document, ReviewDraft draft, DateTimeOffset? readUpTo, TimeSpan lateness, DateTimeOffset now, Func<AccountDocument, string, T> show)
        where T : class
    {
        if (document.Windows.Find(window => window.Id == draft.WindowId) is not { } found)
        {
            return NotThere<T>(document, draft.WindowId);
        }

        if (found.StatusAt(now) != WindowStatus.InReview)
        {
            return NotNow<T>(document, found, now, "only a window that has ended and was not reviewed can be");
        }

        if (found.RequestedBy == draft.By)
        {
            return Decision.Refused<T>(document, RefusalKind.NotYou, $"{found.Id} was requested by {draft.By}: somebody else has to review it");
        }

        bool isWhole = FollowUp.IsWhole(found, readUpTo);
        if (!isWhole && !draft.AcceptsIncomplete)
        {
            return Decision.Refused<T>(document, RefusalKind.NotNow,
                $"the account was read up to {(readUpTo is { } read ? Shown(read) : "nowhere")}, and events of the window may come until {Shown(found.EndsAt + lateness)}: wait until it is read, or review it as it is with accept_incomplete (--accept-incomplete)");
        }

        WindowReview review = new(now, draft.By, draft.Note, draft.RotationConfirmed, draft.SignOutConfirmed, isWhole);
        WindowRecord reviewed = found with { Review = review };
        FollowUpTask[] open = [.. FollowUp.TasksOf(reviewed, document.Detection.Trace, isWhole).Where(task => !task.IsDone)];
        return open.Length > 0
            ? Decision.Refused<T>(document, RefusalKind.NotNow, $"not done yet: {string.Join("; ", open.Select(task => $"{task.Name} ({task.Text})"))}. Do it, or confirm that it is done")
            : Changed(document, found, reviewed, show);
    }

    /// <summary>What root did, taken down where a window has to do with it.</summary>
    public static AccountDocument Note(AccountDocument document, EmergencyPlan? plan, IReadOnlyList<RootAct> acts)
    {
        foreach (RootAct act in acts)
        {
            if (plan?.FollowedAt(act.At) is { } window && document.Windows.Find(record => record.Id == window.Id) is { } record)
            {
                document = document with { Windows = document.Windows.Replace(record, With(record, act)) };
            }
        }

        return document;
    }

    /// <summary>Null if the tenant neither demands windows nor has ever had one for the account.</summary>
    public static EmergencyPlan? PlanOf(AccountDocument document)
    {
        if (document.WindowsDemandedSince is null && document.Windows.IsEmpty)
        {
            return null;
        }

        return new EmergencyPlan(document.WindowsDemandedSince)
        {
            Windows = [.. document.Windows.Where(window => window.Counts).Select(window => window.ToWindow())],
            Requests = [.. document.Windows.Where(window => window.IsAsked).Select(window => window.ToRequest())],
            LastDrillAt = document.Attestations.FindLast(word => word.Subject == AttestationSubjects.Drill && word.WithdrawnAt is null)?.At,
        };
    }

    /// <summary>Follows what the tenant demands now.</summary>
    public static AccountDocument Follow(AccountDocument document, EmergencySettings settings, DateTimeOffset now) =>
        settings.Required == document.WindowsDemandedSince is not null ? document
        : document with { WindowsDemandedSince = settings.Required ? now : null };

    public static bool IsOpen(AccountDocument document, DateTimeOffset now)
    {
        foreach (WindowRecord window in document.Windows)
        {
            if (window.StatusAt(now) == WindowStatus.Open)
            {
                return true;
            }
        }

        return false;
    }

    private static WindowRecord With(WindowRecord record, RootAct act)
    {
        if (record.Acts.Find(seen => AreCountedTogether(seen.Act, act)) is { } same)
        {
            SeenAct counted = same with { Count = same.Count + 1, LastAt = act.At > same.LastAt ? act.At : same.LastAt, Act = act.At < same.Act.At ? act : same.Act };
            return record with { Acts = record.Acts.Replace(same, counted) };
        }

        return record.Acts.Count(seen => seen.Act.IsWrite == act.IsWrite) >= (act.IsWrite ? WritesMax : ReadsMax)
            ? record with { ActsLeftOut = record.ActsLeftOut + 1 }
            : record with { Acts = record.Acts.Add(new SeenAct(act, 1, act.At)) };
    }

    /// <summary>Reads are many and alike, and so is what a service does; each change of root's own is one.</summary>
    private static bool AreCountedTogether(RootAct seen, RootAct act) =>
        (act.InvokedBy.Length > 0 || (!act.IsWrite && !act.IsSignIn))
        && seen.IsWrite == act.IsWrite && seen.Source == act.Source && seen.Name == act.Name && seen.Region == act.Region
        && seen.Address == act.Address && seen.Error == act.Error && seen.IsDelegated == act.IsDelegated && seen.InvokedBy == act.InvokedBy;

    private static bool IsDone(WindowRecord window, DateTimeOffset now) =>
        window.StatusAt(now) is WindowStatus.Cancelled or WindowStatus.Lapsed
        || (window.StatusAt(now) == WindowStatus.Reviewed && now > window.EndsAt + EmergencyPlan.LongestSession);

    private static (AccountDocument, Decision<T>) Changed<T>(AccountDocument document, WindowRecord before, WindowRecord after, Func<AccountDocument, string, T> show)
        where T : class => Done(document with { Windows = document.Windows.Replace(before, after) }, after, show);

    private static (AccountDocument, Decision<T>) Done<T>(AccountDocument document, WindowRecord window, Func<AccountDocument, string, T> show)
        where T : class => Decision.Done(document, show(document, window.Id));

    private static (AccountDocument, Decision<T>) NotThere<T>(AccountDocument document, string id)
        where T : class => Decision.Refused<T>(document, RefusalKind.NotThere, $"there is no window {id}");

    private static (AccountDocument, Decision<T>) NotNow<T>(AccountDocument document, WindowRecord window, DateTimeOffset now, string why)
        where T : class => Decision.Refused<T>(document, RefusalKind.NotNow, $"{window.Id} {Said(window, now)}: {why}");

    private static string Said(WindowRecord window, DateTimeOffset now) => window.StatusAt(now) switch
    {
        WindowStatus.Requested => "waits for an approval",
        WindowStatus.Scheduled => $"opens at {Shown(window.OpensAt)}",
        WindowStatus.Open => $"is open until {Shown(window.ClosesAt)}",
        WindowStatus.InReview => $"ended at {Shown(window.EndsAt)} and waits for its review",
        WindowStatus.Reviewed => $"was reviewed by {window.Review!.By}",
        WindowStatus.Cancelled => $"was taken back by {window.ClosedBy}",
        _ => $"was not approved by {Shown(window.LapsesAt)}",
    };

    /// <summary>As CloudTrail tells times: what root does in the second of the approval is in the window.</summary>
    internal static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
