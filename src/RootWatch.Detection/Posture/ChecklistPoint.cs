namespace RootWatch.Detection.Posture;

/// <summary>One of the seven points of the checklist for root, and what answers it.</summary>
/// <param name="Status">FAIL if a part fails, UNKNOWN if one is not known, EXEMPT if all are; else PASS.</param>
public sealed record ChecklistPoint(int Number, string Title, IReadOnlyList<ChecklistPart> Parts)
{
    public PostureStatus Status { get; } =
        Parts.Any(part => part.Status == PostureStatus.Fail) ? PostureStatus.Fail
        : Parts.Any(part => part.Status == PostureStatus.Unknown) ? PostureStatus.Unknown
        : Parts.All(part => part.Status == PostureStatus.Exempt) ? PostureStatus.Exempt
        : PostureStatus.Pass;
}

/// <param name="Source">A check such as <c>P01</c>, <c>attestation root-password</c>, <c>rules</c>, <c>events</c> or <c>windows</c>.</param>
public sealed record ChecklistPart(string Source, PostureStatus Status, string Text);
