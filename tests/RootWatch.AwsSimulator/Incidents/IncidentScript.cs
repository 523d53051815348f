using System.Text.Json.Nodes;

namespace RootWatch.AwsSimulator.Incidents;

/// <summary>One step of an incident: a record, so many seconds after the incident's start.</summary>
internal sealed record IncidentStep(double OffsetSeconds, string Region, JsonObject Record);

/// <summary>A story about a root user, told in CloudTrail records that we wrote. A new one: one file, and one line in <see cref="All"/>.</summary>
internal abstract class IncidentScript
{
    public static readonly IReadOnlyList<IncidentScript> All =
    [
        new RootTakeoverScript(),
        new PasswordGuessingScript(),
        new PasswordRecoveryScript(),
        new AccessKeyUseScript(),
        new MfaSwapScript(),
    ];

    public abstract string Name { get; }

    public abstract string Story { get; }

    public abstract IEnumerable<IncidentStep> Steps(RootActor root);
}
