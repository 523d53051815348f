using System.Collections.Immutable;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection;

/// <summary>
/// Everything Detection remembers of one account. Immutable to its holder; serialised as JSON into the account's document,
/// so every list in it is bounded.
/// </summary>
public sealed record WatchState
{
    public const int RootMfaDevicesMax = 16;
    public const int RootApisMax = 1024;
    public const int RootRegionsMax = 64;
    public const int OrganizationPoliciesMax = 128;
    public const int OrganizationPolicyIdCharsMax = 140;
    public const int AssumeRootCallersMax = 64;
    public const int AssumeRootCallerCharsMax = 256;
    public const int TrailBucketsMax = 16;
    public const int UnclaimedMfaRemovalsMax = 20;
    public const int PostureChangesMax = 32;
    public const int PostureChecksMax = 64;

    public static WatchState Empty { get; } = new();

    /// <summary>Of the shape of this document. Members may be added without a new one.</summary>
    public int Version { get; init; } = 1;

    public AccountProfile Profile { get; init; } = AccountProfile.Empty;

    /// <summary>What rules over several events look back at.</summary>
    public Trace Trace { get; init; } = Trace.Empty;

    public ToldEpisodes Told { get; init; } = ToldEpisodes.Empty;

    /// <summary>MFA devices that root was seen to enable, the last touched last.</summary>
    public IReadOnlyList<RootMfaDevice> RootMfaDevices { get; init; } = [];

    /// <summary>What root was ever seen to call, as <c>service/Call</c>. Once full, nothing more is called new.</summary>
    public IReadOnlyList<string> RootApis { get; init; } = [];

    /// <summary>By rule and time: what root signed in from in the first minutes of which there is a record.</summary>
    public IReadOnlyList<FirstPlace> FirstPlaces { get; init; } = [];

    /// <summary>Where something was done in root's name. Once full, no region is called new.</summary>
    public IReadOnlyList<RootRegion> RootRegions { get; init; } = [];

    /// <summary>The organisation's policies that were seen to be written, the last written last.</summary>
    public IReadOnlyList<OrganizationPolicy> OrganizationPolicies { get; init; } = [];

    /// <summary>Who was seen to take a root session of a member.</summary>
    public IReadOnlyList<AssumeRootCaller> AssumeRootCallers { get; init; } = [];

    /// <summary>Into which trails write.</summary>
    public IReadOnlyList<TrailBucket> TrailBuckets { get; init; } = [];

    /// <summary>Unusual user agents that root was seen with lately, with the day.</summary>
    public IReadOnlyList<string> OddAgents { get; init; } = [];

    /// <summary>The latest days on which root signed in or changed something, as numbers of days since year 1.</summary>
    public IReadOnlyList<int> RootActDays { get; init; } = [];

    /// <summary>Removals of MFA devices that were not known to be root's, in order of time.</summary>
    public IReadOnlyList<MfaRemoval> UnclaimedMfaRemovals { get; init; } = [];

    /// <summary>Changes of buckets of which it was not known that a trail writes there, in order of time.</summary>
    public IReadOnlyList<UnexplainedCall> BucketChanges { get; init; } = [];

    /// <summary>Changes of the organisation's policies of which it was not known that they named root, in order of time.</summary>
    public IReadOnlyList<UnexplainedCall> PolicyChanges { get; init; } = [];

    /// <summary>How the password policy was set, in order of time, the last ones.</summary>
    public IReadOnlyList<PasswordPolicyChange> PasswordPolicies { get; init; } = [];

    /// <summary>The last verdict on each posture check that was one.</summary>
    public IReadOnlyList<PostureReading> Posture { get; init; } = [];

    /// <summary>Where a check's verdict changed, in order of time.</summary>
    public IReadOnlyList<PostureChange> PostureChanges { get; init; } = [];

    /// <summary>The beginning of the latest stretch in which the account could not be read, over or not.</summary>
    public DateTimeOffset? BlindSince { get; init; }

    /// <summary>When it was told.</summary>
    public DateTimeOffset? BlindToldAt { get; init; }

    /// <summary>The beginning of the latest stretch of its own in which the home region could not be read, over or not.</summary>
    public DateTimeOffset? HomeBlindSince { get; init; }

    /// <summary>The same for each <see cref="UnknownScope"/>, by its name.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> ScopeUnknownSince { get; init; } = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>For somebody who was told of no stretch in which the account could not be read.</summary>
    public WatchState WithNoBlindnessTold() => this with { BlindSince = null, BlindToldAt = null, HomeBlindSince = null, ScopeUnknownSince = Empty.ScopeUnknownSince };
}

public sealed record RootMfaDevice(string Serial)
{
    public const int ChangesMax = 20;

    /// <summary>The earliest time at which it was seen to be root's; null: at no time that the record told.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>In order of time, the last ones.</summary>
    public IReadOnlyList<MfaDeviceChange> Changes { get; init; } = [];
}

/// <param name="Enabled">False: deactivated or deleted.</param>
public sealed record MfaDeviceChange(DateTimeOffset At, bool Enabled);

/// <param name="SerialKey">Of the device; <see cref="TraceEntry.KeyOf"/>.</param>
/// <param name="Call">DeactivateMFADevice or DeleteVirtualMFADevice.</param>
/// <param name="Allowed">When it came, the tenant's allow list for the call's rule covered it.</param>
public sealed record MfaRemoval(string SerialKey, string Call, string EventKey, DateTimeOffset At, bool Succeeded, bool Allowed = false);

/// <param name="Told">A person was told that root works there.</param>
public sealed record RootRegion(string Name, DateTimeOffset FirstSeen, bool Told);

/// <param name="Writings">In order of time, the last ones.</param>
public sealed record OrganizationPolicy(string Id, IReadOnlyList<PolicyWriting> Writings)
{
    public const int WritingsMax = 20;
}

/// <param name="NamesRoot">It is a service control policy, and its content or name speaks of root.</param>
public sealed record PolicyWriting(DateTimeOffset At, bool NamesRoot);

/// <param name="At">Of the earliest sign-in from there.</param>
/// <param name="What">What there is to tell; empty: nothing, as it is told, or the tenant expects it.</param>
public sealed record FirstPlace(string RuleId, string Episode, DateTimeOffset At, string EventId, string What)
{
    public const int PerRuleMax = 16;
    public const int WhatCharsMax = 200;

    /// <summary>That sign-in, until it is told.</summary>
    public WaitingSignIn? SignIn { get; init; }
}

/// <summary>What the alert of a sign-in of root needs of its record.</summary>
public sealed record WaitingSignIn(
    string EventKey, string AccountId, string Arn, string Region, string SourceIpAddress, string UserAgent, string MfaUsed);

/// <param name="Arn">Of the user, or of the role without the session's name.</param>
public sealed record AssumeRootCaller(string Arn, DateTimeOffset FirstSeen);

/// <param name="FirstSeen">When a trail was first seen to name it.</param>
public sealed record TrailBucket(string Name, DateTimeOffset FirstSeen);

/// <param name="Rules">The policy from then on; null: there is none, or it is not known.</param>
/// <param name="Call">That set it, or that AWS refused; null: a posture reading showed it.</param>
/// <param name="Waits">The call would be told if the policy before it turned out to be stronger.</param>
public sealed record PasswordPolicyChange(DateTimeOffset At, PasswordRules? Rules, UnexplainedCall? Call, bool Waits)
{
    public const int CountMax = 20;
}
