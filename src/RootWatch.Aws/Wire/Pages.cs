namespace RootWatch.Aws.Wire;

/// <summary>Lists that AWS gives in pages. A page may be empty and still have a successor.</summary>
internal static class Pages
{
    /// <param name="call">Named if the list does not end.</param>
    /// <param name="max">A list of more pages than this is taken as one without an end.</param>
    /// <param name="ask">Asks for the page of a token; null for the first.</param>
    /// <param name="read">The items of a page, and the token of the next; null or empty at the end.</param>
    /// <param name="pace">Null: the list is short, and its pages follow each other at once.</param>
    public static async Task<AwsOutcome<List<TItem>>> ReadAsync<TPage, TItem>(
        AwsCall call, int max, Func<string?, Task<AwsOutcome<TPage>>> ask, Func<TPage, (IEnumerable<TItem?>? Items, string? NextToken)> read,
        PagePace? pace = null)
        where TPage : class
        where TItem : class
    {
        List<TItem> all = [];
        string? token = null;
        for (int page = 0; page < max; page++)
        {
            // A list that began anew with each throttle would, once it is long, never come to its end.
            var further = page > 0 ? pace : null;
            await (further?.Turn() ?? Task.CompletedTask).ConfigureAwait(false);
            var outcome = await ask(token).ConfigureAwait(false);
            while (further is not null && outcome.Failure?.Reason == AwsFailureReason.Throttled && await further.Rest().ConfigureAwait(false))
            {
                outcome = await ask(token).ConfigureAwait(false);
            }

            if (!outcome.IsSuccess)
            {
                return AwsOutcome<List<TItem>>.Failed(outcome.Failure, outcome.ServerTime);
            }

            (IEnumerable<TItem?>? items, token) = read(outcome.Value);
            all.AddRange((items ?? []).OfType<TItem>());
            if (string.IsNullOrEmpty(token))
            {
                return AwsOutcome<List<TItem>>.Success(all, outcome.ServerTime);
            }
        }

        return AwsOutcome<List<TItem>>.Failed(call.Fail(AwsFailureReason.Malformed, $"the list does not end: {max} pages read."));
    }
}
