namespace RootWatch.Server.Accounts;

/// <summary>What was read could not be judged, and neither the store nor AWS is to blame. Single records that cannot be are passed over before it comes to this.</summary>
internal sealed class JudgementFailedException(Exception fault)
    : Exception($"what was read cannot be judged, a fault of RootWatch's own ({fault.GetType().Name}): report it with what the server's log says of it", fault);
