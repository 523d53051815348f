namespace RootWatch.Detection.Events.Prefilter;

/// <summary>What <see cref="ObjectScan"/> saw of one object. Places are offsets into the scanned text.</summary>
internal struct ObjectOutline
{
    public PrefilterVerdict Verdict;

    /// <summary>Of the object, if it is whole.</summary>
    public int Length;

    /// <summary>eventName's text.</summary>
    public int NameStart;

    /// <summary>0: absent, empty, or no text.</summary>
    public int NameLength;

    /// <summary>eventSource's text.</summary>
    public int SourceStart;

    /// <summary>0: absent, empty, or no text.</summary>
    public int SourceLength;

    /// <summary>CloudTrailEvent's text, escaped as it stands.</summary>
    public int HeldStart;

    public int HeldLength;

    /// <summary>The members of interest that were met, to tell one that comes a second time.</summary>
    public OutlinedMembers Members;

    /// <summary>A record, with a userIdentity whose type is absent, or text other than Root.</summary>
    public readonly bool IsOfKnownNonRoot =>
        NameLength > 0
        && (Members & OutlinedMembers.Identity) != 0
        && (Members & (OutlinedMembers.Type | OutlinedMembers.NonRootType)) != OutlinedMembers.Type;

    /// <summary>An entry of a LookupEvents page and nothing that could be taken for a record or for another envelope.</summary>
    public readonly bool HasHeldRecord => HeldLength > 0 && Members == OutlinedMembers.Held;
}

[Flags]
internal enum OutlinedMembers
{
    None = 0,
    Name = 1,
    Source = 2,
    Identity = 4,

    /// <summary>userIdentity.type, whatever its value.</summary>
    Type = 8,

    /// <summary>userIdentity.type, text other than Root.</summary>
    NonRootType = 16,

    /// <summary>CloudTrailEvent.</summary>
    Held = 32,

    /// <summary>eventVersion or message: members by which an envelope is told from a record.</summary>
    Envelope = 64,
}
