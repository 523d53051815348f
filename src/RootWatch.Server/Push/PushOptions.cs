using System.ComponentModel;

namespace RootWatch.Server.Push;

/// <summary>How the queue of pushed events is read. Section <c>Push</c> of the settings.</summary>
public sealed class PushOptions
{
    /// <summary>As long a message that was received is hidden from other receivers; one that was not committed comes again after it. Default 90 s.</summary>
    [Description("How long a received message is hidden; one that was not committed comes again after it.")]
    public TimeSpan HiddenFor { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>A call waits as long for a message; SQS allows 20 s. Default 20 s.</summary>
    [Description("How long a call waits for a message; SQS allows 20s.")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A commit that takes longer is given up while its message is still hidden.</summary>
    internal TimeSpan CommitWithin => HiddenFor / 3;

    internal IEnumerable<string> Problems()
    {
        if (HiddenFor < TimeSpan.FromSeconds(3) || HiddenFor > TimeSpan.FromHours(12))
        {
            yield return "Push:HiddenFor must be between 3 seconds and 12 hours, such as 00:01:30";
        }

        if (Wait < TimeSpan.Zero || Wait > TimeSpan.FromSeconds(20))
        {
            yield return "Push:Wait must be between zero and 20 seconds, which is as long as SQS waits";
        }
    }
}
