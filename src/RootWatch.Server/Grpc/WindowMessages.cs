using Google.Protobuf.WellKnownTypes;
using RootWatch.Detection.Events;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using RootWatch.Server.Emergencies;
using RootWatch.V1;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Grpc;

/// <summary>Emergency windows as the API sends them.</summary>
internal static class WindowMessages
{
    public static EmergencyWindow Of(AccountRegistration account, WindowLine line)
    {
        EmergencyWindow message = new()
        {
            WindowId = line.Id,
            AccountId = account.AccountId,
            TenantId = account.TenantId,
            Status = (V1.WindowStatus)(int)line.Status,
            Purpose = line.Purpose,
            Ticket = line.Ticket,
            AllowedActions = { line.Allowed },
            RequestedBy = line.RequestedBy,
            RequestedAt = line.RequestedAt.ToTimestamp(),
            ApprovedBy = line.ApprovedBy,
            ApprovedAt = line.ApprovedAt?.ToTimestamp(),
            OpensAt = line.OpensAt?.ToTimestamp(),
            ClosesAt = line.ClosesAt?.ToTimestamp(),
            AskedLength = line.AskedLength.ToDuration(),
            ClosedBy = line.ClosedBy,
            ClosedAt = line.ClosedAt?.ToTimestamp(),
            MfaReadiness = (MfaReadiness)line.MfaReadiness,
            ReviewDue = line.ReviewDue?.ToTimestamp(),
            ActsLeftOut = line.ActsLeftOut,
            ReadUpTo = line.ReadUpTo?.ToTimestamp(),
            ListWhole = line.ListWhole,
        };
        message.Extensions.AddRange(line.Extensions.Select(extension => new WindowExtension
        {
            At = extension.At.ToTimestamp(),
            By = extension.By,
            From = extension.From.ToTimestamp(),
            Until = extension.Until.ToTimestamp(),
            Reason = extension.Reason,
        }));
        message.Tasks.AddRange(line.Tasks.Select(task => new WindowTask { Name = task.Name, Done = task.IsDone, Text = task.Text }));
        message.Review = line.Review is { } review
            ? new V1.WindowReview { By = review.By, At = review.At.ToTimestamp(), Note = review.Note, ListWhole = review.ListWhole }
            : null;
        return message;
    }

    public static EmergencyWindow WithActs(AccountRegistration account, WindowLine line)
    {
        EmergencyWindow message = Of(account, line);
        message.Acts.AddRange(line.Acts.Select(act => new RootAct
        {
            At = act.At.ToTimestamp(),
            LastAt = act.LastAt.ToTimestamp(),
            Count = act.Count,
            EventSource = act.Source,
            EventName = act.Name,
            Region = act.Region,
            SourceIpAddress = act.Address,
            ErrorCode = act.Error,
            Write = act.IsWrite,
            Delegated = act.IsDelegated,
            InvokedBy = act.InvokedBy,
        }));
        message.Candidates.AddRange(line.Acts.Where(act => act.Doubt.Length > 0).Select(act => new UnintendedChange
        {
            What = ServiceCall.Of(act.Source, act.Name),
            Why = act.Doubt,
            At = act.At.ToTimestamp(),
        }));
        message.Candidates.AddRange(line.Regressions.Select(regression => new UnintendedChange
        {
            What = regression.Check,
            Why = $"{PostureCatalogue.Find(regression.Check)?.Title ?? "a check"}: {(regression.Before is { } before ? $"it passed at {Shown(before)} and fails since" : "it failed when first read, after an event that made it fail")}",
            At = regression.Since.ToTimestamp(),
        }));
        return message;
    }
}
