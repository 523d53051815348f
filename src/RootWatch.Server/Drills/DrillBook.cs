using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Attestations;
using RootWatch.Server.Emergencies;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Drills;

/// <summary>The drills in an account's document: who may do what with them, and when. Pure.</summary>
internal static class DrillBook
{
    /// <summary>Drills that are kept; the oldest go first.</summary>
    public const int CountMax = 16;

    /// <summary>Each drill makes phones ring: one that gave way to the next at once would let a single person ring them all night.</summary>
    public static readonly TimeSpan KeptMin = TimeSpan.FromHours(24);

    public static readonly TimeSpan WithinMin = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan WithinMax = TimeSpan.FromMinutes(EmergencySettings.DrillMinutesLimit);

    /// <summary>From the deadline of the acknowledgement to that of the closing: time enough to write down what was learnt.</summary>
    public static readonly TimeSpan ClosingTime = TimeSpan.FromHours(24);

    /// <param name="unseen">Why the account is not read; null: it is.</param>
    /// <param name="tells">What would be told of the made-up sign-in.</param>
    public static (AccountDocument, Decision<DrillLine>) Start(
        AccountDocument document, string accountId, DrillDraft draft, EmergencySettings settings, string? unseen, DateTimeOffset now, Func<DrillRecord, IReadOnlyList<Alert>> tells)
    {
        if (draft.Within is { } within && (within < WithinMin || within > WithinMax))
        {
            return Decision.Refused<DrillLine>(document, RefusalKind.Invalid, $"within: there is {WithinMin.TotalMinutes:0} minute at least and {WithinMax.TotalHours:0} hours at most to acknowledge a drill");
        }

        if (document.Drills.Find(drill => drill.IsOpen) is { } open)
        {
            return Decision.Refused<DrillLine>(document, RefusalKind.NotNow, $"{open.Id}, started by {open.StartedBy} at {Shown(open.StartedAt)}, is not closed yet: close it first");
        }

        if (unseen is not null)
        {
            return Decision.Refused<DrillLine>(document, RefusalKind.NotNow, $"account {accountId} is not read ({unseen}), and so is no sign-in of its root: mend that first, a drill would only find out the same");
        }

        if (document.Drills.Count >= CountMax && document.Drills[0].StartedAt + KeptMin is var free && now < free)
        {
            return Decision.Refused<DrillLine>(document, RefusalKind.Full, $"account {accountId} has had {CountMax} drills within {KeptMin.TotalHours:0} hours: start the next one from {Shown(free)} on");
        }

        long number = document.LastDrill + 1;
        DateTimeOffset start = WindowBook.WholeSecond(now);
        DateTimeOffset acknowledgeBy = start + (draft.Within ?? TimeSpan.FromMinutes(settings.DrillMinutes));
        DrillRecord started = new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"D-{accountId}-{number}"),
            Purpose = draft.Purpose,
            WithMfa = draft.WithMfa,
            StartedBy = draft.By,
            StartedAt = start,
            AcknowledgeBy = acknowledgeBy,
            CloseBy = acknowledgeBy + ClosingTime,
        };
        if (tells(started).Count == 0)
        {
            return Decision.Refused<DrillLine>(document, RefusalKind.NotNow, "nobody would be told: the tenant has turned off or allowed what tells of a sign-in of root (RW-S01, RW-S02 in accounts.yaml)");
        }

        ImmutableList<DrillRecord> kept = document.Drills.Count >= CountMax ? document.Drills.RemoveAt(0) : document.Drills;
        return Decision.Done(document with { Drills = kept.Add(started), LastDrill = number }, DrillLine.Of(started, now));
    }

    /// <summary>Somebody says that the alert reached them. That it was sent says nothing of that.</summary>
    public static (AccountDocument, Decision<DrillLine>) See(AccountDocument document, string id, string by, DateTimeOffset now) =>
        Answer(document, id, now, drill => drill.SeenAt is { } at
            ? Decision.Refused<DrillLine>(document, RefusalKind.NotNow, $"{id} was seen by {drill.SeenBy} at {Shown(at)}")
            : Changed(document, drill, drill with { SeenAt = now, SeenBy = by }, now));

    /// <summary>Somebody deals with it. Whoever does has seen it.</summary>
    public static (AccountDocument, Decision<DrillLine>) Acknowledge(AccountDocument document, string id, string by, DateTimeOffset now) =>
        Answer(document, id, now, drill => drill.AcknowledgedAt is { } at
            ? Decision.Refused<DrillLine>(document, RefusalKind.NotNow, $"{id} was acknowledged by {drill.AcknowledgedBy} at {Shown(at)}")
            : Changed(document, drill, drill with
            {
                SeenAt = drill.SeenAt ?? now,
                SeenBy = drill.SeenAt is null ? by : drill.SeenBy,
                AcknowledgedAt = now,
                AcknowledgedBy = by,
            }, now));

    /// <summary>Ends a drill. One that was answered in time attests that the plan was tried.</summary>
    public static (AccountDocument, Decision<DrillLine>) Close(AccountDocument document, string accountId, DrillEnd end, EmergencySettings settings, DateTimeOffset now)
    {
        if (document.Drills.Find(drill => drill.Id == end.DrillId) is not { } found)
        {
            return NotThere(document, end.DrillId);
        }

        if (!found.IsOpen)
        {
            return Closed(document, found);
        }

        if (found.AcknowledgedAt is null && !end.GivesUp)
        {
            return Decision.Refused<DrillLine>(document, RefusalKind.NotNow, $"nobody has acknowledged {found.Id}: do that first, or close it with give_up (--give-up), and then it has tried nothing");
        }

        DrillRecord closed = found with { ClosedAt = now, ClosedBy = end.By, Note = end.Note };
        if (closed.StatusAt(now) != DrillStatus.Passed)
        {
            return Changed(document, found, closed, now);
        }

        AttestationDraft word = new()
        {
            Subject = AttestationSubjects.Drill,
            Statement = Statement(closed),
            Evidence = "",
            By = end.By,
            ValidUntil = now + TimeSpan.FromDays(settings.DrillDays),
        };
        (AccountDocument attested, Decision<AttestationLine> given) = AttestationBook.Add(document, accountId, word, now);
        return given.Refusal is { } refusal
            ? Decision.Refused<DrillLine>(document, refusal.Kind, refusal.Text)
            : Changed(attested, found, closed with { AttestationId = given.Value!.Id }, now);
    }

    /// <summary>The drill whose alert has yet to be raised; null: none. Once its time is over it is not raised any more.</summary>
    public static DrillRecord? Untold(AccountDocument document, DateTimeOffset now) =>
        document.Drills.Find(drill => drill.IsOpen && drill.RaisedAt is null && now < drill.AcknowledgeBy);

    public static DrillList List(AccountDocument document, string tenantId, DateTimeOffset now) =>
        new(tenantId, [.. document.Drills.Select(drill => DrillLine.Of(drill, now)).Reverse()], now);

    private static string Statement(DrillRecord drill)
    {
        string self = drill.AcknowledgedBy == drill.StartedBy ? ", who had started it" : "";
        return $"drill {drill.Id}: a made-up sign-in of root, started by {drill.StartedBy}, alert after {After(drill, drill.RaisedAt)}, seen by {drill.SeenBy} after {After(drill, drill.SeenAt)}, "
            + $"acknowledged by {drill.AcknowledgedBy}{self} after {After(drill, drill.AcknowledgedAt)}, closed by {drill.ClosedBy} after {After(drill, drill.ClosedAt)}";
    }

    private static string After(DrillRecord drill, DateTimeOffset? at) =>
        at is { } time ? string.Create(CultureInfo.InvariantCulture, $"{(long)(time - drill.StartedAt).TotalSeconds} s") : "no time";

    private static (AccountDocument, Decision<DrillLine>) Answer(
        AccountDocument document, string id, DateTimeOffset now, Func<DrillRecord, (AccountDocument, Decision<DrillLine>)> answer) =>
        document.Drills.Find(drill => drill.Id == id) is not { } found ? NotThere(document, id)
        : !found.IsOpen ? Closed(document, found)
        : found.RaisedAt is null ? Decision.Refused<DrillLine>(document, RefusalKind.NotNow, now < found.AcknowledgeBy
            ? $"the alert of {id} is not raised yet: it comes with the account's next reading"
            : $"the alert of {id} was never raised, as the account was not read in time: close it with give_up (--give-up)")
        : answer(found);

    private static (AccountDocument, Decision<DrillLine>) Changed(AccountDocument document, DrillRecord before, DrillRecord after, DateTimeOffset now) =>
        Decision.Done(document with { Drills = document.Drills.Replace(before, after) }, DrillLine.Of(after, now));

    private static (AccountDocument, Decision<DrillLine>) NotThere(AccountDocument document, string id) =>
        Decision.Refused<DrillLine>(document, RefusalKind.NotThere, $"there is no drill {id}");

    private static (AccountDocument, Decision<DrillLine>) Closed(AccountDocument document, DrillRecord drill) =>
        Decision.Refused<DrillLine>(document, RefusalKind.NotNow, $"{drill.Id} was closed by {drill.ClosedBy} at {Shown(drill.ClosedAt!.Value)}");
}
