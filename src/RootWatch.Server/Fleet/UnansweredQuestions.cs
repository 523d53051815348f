namespace RootWatch.Server.Fleet;

/// <summary>Whom a patrol asks in vain: the log tells when that begins and ends, and not of each time, since while a store is down nobody answers for hours.</summary>
internal sealed class UnansweredQuestions(ILogger logger)
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public void Failed(string whom, Exception trouble)
    {
        if (_open.Add(whom))
        {
            logger.LogWarning("{Whom} does not answer the patrol and will be asked again: {Trouble}", whom, trouble.Message);
        }
    }

    public void Answered(string whom)
    {
        if (_open.Remove(whom))
        {
            logger.LogInformation("{Whom} answers the patrol again", whom);
        }
    }
}
