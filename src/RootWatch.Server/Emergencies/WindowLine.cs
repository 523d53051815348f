using RootWatch.Detection;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Emergencies;

/// <summary>What somebody asks for; its texts are checked already.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.WindowDraft")]
public sealed record WindowDraft
{
    [Id(0)] public required string Purpose { get; init; }
    [Id(1)] public required string Ticket { get; init; }
    [Id(2)] public required IReadOnlyList<string> Allowed { get; init; }
    [Id(3)] public required string By { get; init; }

    /// <summary>Null: when it is approved.</summary>
    [Id(4)] public DateTimeOffset? OpensAt { get; init; }
    [Id(5)] public required TimeSpan Length { get; init; }
}

[GenerateSerializer, Immutable, Alias("rootwatch.ReviewDraft")]
public sealed record ReviewDraft
{
    [Id(0)] public required string WindowId { get; init; }
    [Id(1)] public required string By { get; init; }
    [Id(2)] public required string Note { get; init; }
    [Id(3)] public bool RotationConfirmed { get; init; }
    [Id(4)] public bool SignOutConfirmed { get; init; }
    [Id(5)] public bool AcceptsIncomplete { get; init; }
}

[GenerateSerializer, Immutable, Alias("rootwatch.ExtensionLine")]
public sealed record ExtensionLine([property: Id(0)] DateTimeOffset At, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset From, [property: Id(3)] DateTimeOffset Until, [property: Id(4)] string Reason);

[GenerateSerializer, Immutable, Alias("rootwatch.ActLine")]
public sealed record ActLine
{
    [Id(0)] public required DateTimeOffset At { get; init; }
    [Id(1)] public required DateTimeOffset LastAt { get; init; }
    [Id(2)] public required int Count { get; init; }
    [Id(3)] public required string Source { get; init; }
    [Id(4)] public required string Name { get; init; }
    [Id(5)] public required string Region { get; init; }
    [Id(6)] public required string Address { get; init; }
    [Id(7)] public required string Error { get; init; }
    [Id(8)] public required bool IsWrite { get; init; }
    [Id(9)] public required bool IsDelegated { get; init; }

    /// <summary>Why it may not have been meant; empty: no doubt.</summary>
    [Id(10)] public required string Doubt { get; init; }

    /// <summary>The service that did it with root's session; empty: root did.</summary>
    [Id(11)] public required string InvokedBy { get; init; }
}

[GenerateSerializer, Immutable, Alias("rootwatch.RegressionLine")]
public sealed record RegressionLine([property: Id(0)] string Check, [property: Id(1)] DateTimeOffset? Before, [property: Id(2)] DateTimeOffset Since);

[GenerateSerializer, Immutable, Alias("rootwatch.TaskLine")]
public sealed record TaskLine([property: Id(0)] string Name, [property: Id(1)] bool IsDone, [property: Id(2)] string Text);

[GenerateSerializer, Immutable, Alias("rootwatch.ReviewLine")]
public sealed record ReviewLine([property: Id(0)] DateTimeOffset At, [property: Id(1)] string By, [property: Id(2)] string Note, [property: Id(3)] bool ListWhole);

/// <summary>An emergency window as a grain tells it.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.WindowLine")]
public sealed record WindowLine
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required WindowStatus Status { get; init; }
    [Id(2)] public required string Purpose { get; init; }
    [Id(3)] public required string Ticket { get; init; }
    [Id(4)] public required IReadOnlyList<string> Allowed { get; init; }
    [Id(5)] public required string RequestedBy { get; init; }
    [Id(6)] public required DateTimeOffset RequestedAt { get; init; }
    [Id(7)] public required string ApprovedBy { get; init; }
    [Id(8)] public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Of a request, as asked; null: when it is approved.</summary>
    [Id(9)] public DateTimeOffset? OpensAt { get; init; }
    [Id(10)] public DateTimeOffset? ClosesAt { get; init; }
    [Id(11)] public required TimeSpan AskedLength { get; init; }
    [Id(12)] public required IReadOnlyList<ExtensionLine> Extensions { get; init; }
    [Id(13)] public required string ClosedBy { get; init; }
    [Id(14)] public DateTimeOffset? ClosedAt { get; init; }
    [Id(15)] public required int MfaReadiness { get; init; }
    [Id(16)] public DateTimeOffset? ReviewDue { get; init; }
    [Id(17)] public ReviewLine? Review { get; init; }
    [Id(18)] public required IReadOnlyList<ActLine> Acts { get; init; }
    [Id(19)] public required long ActsLeftOut { get; init; }
    [Id(20)] public required IReadOnlyList<RegressionLine> Regressions { get; init; }
    [Id(21)] public required IReadOnlyList<TaskLine> Tasks { get; init; }
    [Id(22)] public DateTimeOffset? ReadUpTo { get; init; }

    /// <summary>Nothing more of it can come in the ordinary course.</summary>
    [Id(23)] public required bool ListWhole { get; init; }

    private static readonly ReviewOverdueRule Overdue = (ReviewOverdueRule)RuleCatalogue.All.First(rule => rule is ReviewOverdueRule);

    /// <param name="readUpTo">How far the account was read; null: not yet.</param>
    internal static WindowLine Of(AccountDocument document, WindowRecord window, DetectionSettings settings, DateTimeOffset? readUpTo, DateTimeOffset now)
    {
        WindowStatus status = window.StatusAt(now);
        EmergencyPlan plan = WindowBook.PlanOf(document)!;
        EmergencyWindow agreed = window.ToWindow();
        bool hasEnded = status is WindowStatus.InReview or WindowStatus.Reviewed;
        bool isWhole = hasEnded && FollowUp.IsWhole(window, readUpTo);
        return new WindowLine
        {
            Id = window.Id,
            Status = status,
            Purpose = window.Purpose,
            Ticket = window.Ticket,
            Allowed = window.Allowed,
            RequestedBy = window.RequestedBy,
            RequestedAt = window.RequestedAt,
            ApprovedBy = window.ApprovedBy,
            ApprovedAt = window.ApprovedAt,
            OpensAt = window.ApprovedAt is null ? window.AskedStart : window.OpensAt,
            ClosesAt = window.ApprovedAt is null ? window.AskedStart + window.AskedLength : window.ClosesAt,
            AskedLength = window.AskedLength,
            Extensions = [.. window.Extensions.Select(extension => new ExtensionLine(extension.At, extension.By, extension.From, extension.Until, extension.Reason))],
            ClosedBy = window.ClosedBy,
            ClosedAt = window.ClosedAt,
            MfaReadiness = (int)window.MfaReadiness,
            ReviewDue = hasEnded ? Overdue.DueOf(agreed, settings) : null,
            Review = window.Review is { } review ? new ReviewLine(review.At, review.By, review.Note, review.ListWhole) : null,
            Acts =
            [
                .. window.Acts.OrderBy(seen => seen.Act.At).ThenBy(seen => seen.Act.Key, StringComparer.Ordinal).Select(seen => new ActLine
                {
                    At = seen.Act.At,
                    LastAt = seen.LastAt,
                    Count = seen.Count,
                    Source = seen.Act.Source,
                    Name = seen.Act.Name,
                    Region = seen.Act.Region,
                    Address = seen.Act.Address,
                    Error = seen.Act.Error,
                    IsWrite = seen.Act.IsWrite,
                    IsDelegated = seen.Act.IsDelegated,
                    Doubt = FollowUp.DoubtAbout(seen.Act, agreed, plan) ?? "",
                    InvokedBy = seen.Act.InvokedBy,
                }),
            ],
            ActsLeftOut = window.ActsLeftOut,
            Regressions = hasEnded || status is WindowStatus.Open ? [.. FollowUp.RegressionsOf(window, document.Detection).Select(change => new RegressionLine(change.Check, change.Before, change.At))] : [],
            Tasks = hasEnded ? [.. FollowUp.TasksOf(window, document.Detection.Trace, isWhole || window.Review?.ListWhole == true).Select(task => new TaskLine(task.Name, task.IsDone, task.Text))] : [],
            ReadUpTo = readUpTo,
            ListWhole = isWhole,
        };
    }

    /// <summary>Whether root's MFA can be relied on, by what was last read.</summary>
    internal static MfaReadiness ReadinessOf(IReadOnlyList<PostureResult> results) => results.FirstOrDefault(result => result.Check.Id == "P01")?.Passes switch
    {
        true => Detection.Emergencies.MfaReadiness.Ready,
        false => Detection.Emergencies.MfaReadiness.None,
        null => Detection.Emergencies.MfaReadiness.Unknown,
    };
}

/// <summary>All emergency windows of an account that are kept, the newest first.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.WindowList")]
public sealed record WindowList([property: Id(0)] string TenantId, [property: Id(1)] IReadOnlyList<WindowLine> Lines, [property: Id(2)] DateTimeOffset AsOf);
