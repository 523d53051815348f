namespace RootWatch.Detection.Posture;

/// <summary>Somebody's word, for a time.</summary>
/// <param name="Subject">One of <see cref="AttestationSubjects"/>.</param>
/// <param name="By">Who gave it: the name of the token.</param>
/// <param name="ValidUntil">It holds before this.</param>
public sealed record Attestation(string Subject, string By, DateTimeOffset At, DateTimeOffset ValidUntil)
{
    /// <summary>Never used again for another.</summary>
    public string Id { get; init; } = "";

    /// <summary>What is so, in the words of whoever gave it.</summary>
    public string Statement { get; init; } = "";

    /// <summary>Where it can be seen: an http or https address, or empty.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Who took it back; empty: nobody.</summary>
    public string WithdrawnBy { get; init; } = "";

    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>
    /// The word on each subject that counts at that time, expired or not: of those that were given and not taken back the
    /// one that holds longest.
    /// </summary>
    public static IEnumerable<Attestation> Counting(IEnumerable<Attestation> attestations, DateTimeOffset at) => attestations
        .Where(attestation => attestation.WithdrawnAt is null && attestation.At <= at)
        .GroupBy(attestation => attestation.Subject)
        .Select(words => words.MaxBy(word => word.ValidUntil)!);
}

/// <summary>What can be attested, because no call shows it.</summary>
public static class AttestationSubjects
{
    public const string ContactDetails = "contact-details";
    public const string SecurityQuestions = "security-questions";
    public const string RootPassword = "root-password";
    public const string RootHolders = "root-holders";
    public const string RootMailbox = "root-mailbox";
    public const string LogReview = "log-review";
    public const string PaymentApproval = "payment-approval";
    public const string IncidentPlan = "incident-plan";
    public const string Drill = "drill";

    /// <summary>By subject, what an attestation of it says.</summary>
    public static IReadOnlyDictionary<string, string> Meanings { get; } = new Dictionary<string, string>
    {
        [ContactDetails] = "the contact information in the account settings is right",
        [SecurityQuestions] = "the security questions are removed, or registered and kept safe",
        [RootPassword] = "root's password is strong, used nowhere else and kept in a vault",
        [RootHolders] = "who can get at root's password and MFA is written down, and they are few",
        [RootMailbox] = "root's mailbox is protected by MFA and read by few",
        [LogReview] = "what root does in the logs is looked at regularly",
        [PaymentApproval] = "changes of payment methods need an approval",
        [IncidentPlan] = "the incident plan is written: who gets at root, how control is recovered and credentials are rotated",
        [Drill] = "the plan was tried",
    };

    public static IReadOnlyList<string> All { get; } = [.. Meanings.Keys];
}
