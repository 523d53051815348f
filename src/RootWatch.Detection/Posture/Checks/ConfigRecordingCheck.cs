using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class ConfigRecordingCheck() : PostureCheck(
    "P20",
    "AWS Config records in each enabled region",
    Severity.Medium,
    "Set up a configuration recorder in each region that is named, best through the organization.",
    PostureReferences.Of(cis: "3.5/3.3/3.3/3.3/4.3", hub: "Config.1"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) =>
        facts.JudgeRegions(now, "recording", services => services.Config, recording =>
            recording is null ? "no recorder" : !recording.IsRecording ? "stopped" : recording.LastFailed ? "the last delivery failed" : null);
}
