namespace RootWatch.Cli.Reports;

/// <summary>The part of a period in which an account was watched, up to when the report was made: nothing is known beside it.</summary>
internal sealed record WatchedTime(DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Length => End - Start;

    /// <param name="since">When the account was first watched; null if it never was.</param>
    /// <returns>Null if the account was not watched in the period.</returns>
    public static WatchedTime? Of(ReportPeriod period, DateTimeOffset? since, DateTimeOffset madeAt)
    {
        var end = madeAt < period.End ? madeAt : period.End;
        return since < end ? new WatchedTime(since > period.Start ? since.Value : period.Start, end) : null;
    }
}
