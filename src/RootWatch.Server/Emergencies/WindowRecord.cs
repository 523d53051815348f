using System.Collections.Immutable;
using RootWatch.Detection.Emergencies;

namespace RootWatch.Server.Emergencies;

/// <summary>An emergency window in its account's document: from the request to the review. Fields may be added.</summary>
internal sealed record WindowRecord
{
    public required string Id { get; init; }
    public required string Purpose { get; init; }
    public required string Ticket { get; init; }

    /// <summary>As <see cref="EmergencyWindow.Scope"/>.</summary>
    public required ImmutableList<string> Allowed { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Null: when it is approved.</summary>
    public DateTimeOffset? AskedStart { get; init; }
    public required TimeSpan AskedLength { get; init; }
    public MfaReadiness MfaReadiness { get; init; }

    /// <summary>Null: it is not approved.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }
    public string ApprovedBy { get; init; } = "";

    /// <summary>Once approved, as <see cref="EmergencyWindow"/> has it.</summary>
    public DateTimeOffset OpensAt { get; init; }
    public DateTimeOffset ClosesAt { get; init; }
    public ImmutableList<WindowExtension> Extensions { get; init; } = [];

    /// <summary>Closed before its time; if it had not opened by then, it never did.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
    public string ClosedBy { get; init; } = "";
    public WindowReview? Review { get; init; }

    /// <summary>What root did in it and in what followed, reads of one kind counted together, in the order in which it was seen.</summary>
    public ImmutableList<SeenAct> Acts { get; init; } = [];

    /// <summary>Acts for which there was no more room.</summary>
    public long ActsLeftOut { get; init; }

    /// <summary>It was approved and not taken back before it opened.</summary>
    public bool Counts => ApprovedAt is not null && !(ClosedAt < OpensAt);

    public DateTimeOffset EndsAt => ClosedAt < ClosesAt ? ClosedAt.Value : ClosesAt;

    /// <summary>When a request that nobody has approved means nothing any more.</summary>
    public DateTimeOffset LapsesAt => AskedStart is { } start ? start + AskedLength : RequestedAt + WindowBook.RequestAgeMax;

    public WindowStatus StatusAt(DateTimeOffset now) =>
        ApprovedAt is null ? ClosedAt is not null ? WindowStatus.Cancelled : now >= LapsesAt ? WindowStatus.Lapsed : WindowStatus.Requested
        : !Counts ? WindowStatus.Cancelled
        : now < OpensAt ? WindowStatus.Scheduled
        : now < EndsAt ? WindowStatus.Open
        : Review is null ? WindowStatus.InReview
        : WindowStatus.Reviewed;

    /// <summary>Neither approved nor taken back; it may have lapsed.</summary>
    public bool IsAsked => ApprovedAt is null && ClosedAt is null;

    public WindowRequest ToRequest() => new(Id, WindowBook.WholeSecond(RequestedAt), LapsesAt, AskedStart, AskedLength, RequestedBy, Ticket, Purpose, Allowed);

    public EmergencyWindow ToWindow() => new(Id, OpensAt, ClosesAt)
    {
        ClosedAt = ClosedAt,
        ClosedBy = ClosedBy,
        Scope = Allowed,
        Purpose = Purpose,
        Ticket = Ticket,
        RequestedBy = RequestedBy,
        ApprovedBy = ApprovedBy,
        Extensions = Extensions,
        ReviewedAt = Review?.At,
        MfaReadiness = MfaReadiness,
    };
}

/// <summary>In the order of a window's life.</summary>
public enum WindowStatus
{
    Requested = 1,

    /// <summary>Approved, and not open yet.</summary>
    Scheduled = 2,
    Open = 3,

    /// <summary>It has ended, and nobody has looked back yet.</summary>
    InReview = 4,
    Reviewed = 5,

    /// <summary>Taken back before it opened.</summary>
    Cancelled = 6,

    /// <summary>Not approved in time.</summary>
    Lapsed = 7,
}

/// <param name="RotationConfirmed">The reviewer vouches for root's new password.</param>
/// <param name="SignOutConfirmed">The reviewer vouches for root's being signed out.</param>
/// <param name="ListWhole">All of the window had been read by then.</param>
internal sealed record WindowReview(DateTimeOffset At, string By, string Note, bool RotationConfirmed, bool SignOutConfirmed, bool ListWhole);

/// <param name="Count">So many of the same kind.</param>
/// <param name="LastAt">The latest of them.</param>
internal sealed record SeenAct(RootAct Act, int Count, DateTimeOffset LastAt);
