namespace RootWatch.Aws;

/// <summary>The pace at which the further pages of a list are asked for; whoever owns it has waited for the first as for any call.</summary>
/// <param name="Turn">Waits until the next page may be asked for.</param>
/// <param name="Rest">Waits after AWS has throttled a page, until that one may be asked for again; false: it is given up, and the list with it.</param>
public sealed record PagePace(Func<Task> Turn, Func<Task<bool>> Rest);
