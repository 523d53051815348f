namespace RootWatch.Detection.Posture;

/// <summary>What a tenant expects of its accounts' posture. Stored with each account: fields may be added; none may change its meaning.</summary>
public sealed record PostureSettings
{
    public static PostureSettings Default { get; } = new();

    /// <summary>Days for which root must not have been used.</summary>
    public int UnusedDays { get; init; } = 90;

    /// <summary>Root used on more days than this in thirty is daily use.</summary>
    public int UsedDaysMax { get; init; } = 3;

    public int PasswordLengthMin { get; init; } = 14;

    public int PasswordReuseMin { get; init; } = 24;

    /// <summary>Days after which an IAM user's password must expire; 0: it need not.</summary>
    public int PasswordAgeMax { get; init; } = 90;

    /// <summary>Domains in which root's e-mail address must be; empty: any.</summary>
    public IReadOnlyList<string> EmailDomains { get; init; } = [];

    /// <summary>Months for which an attestation of the contact details holds.</summary>
    public int ContactMonthsMax { get; init; } = 12;

    public IReadOnlyList<PostureExemption> Exemptions { get; init; } = [];

    /// <summary>Without the exemptions of others than this account.</summary>
    public PostureSettings Of(string accountId) => this with { Exemptions = [.. Exemptions.Where(exemption => exemption.Concerns(accountId))] };

    /// <summary>The exemption that is in force; the longest, if there are several.</summary>
    public PostureExemption? ExemptionOf(string check, string accountId, DateTimeOffset now) => Exemptions
        .Where(exemption => exemption.Check == check && exemption.Concerns(accountId) && exemption.Until > now)
        .MaxBy(exemption => exemption.Until);
}

/// <summary>A check that somebody has taken an account out of, for a time.</summary>
/// <param name="Check"><c>P01</c>.</param>
/// <param name="AccountId">Null: all of the tenant's.</param>
/// <param name="Until">It holds before this.</param>
public sealed record PostureExemption(string Check, string? AccountId, string By, DateTimeOffset Until, string Reason)
{
    public bool Concerns(string accountId) => AccountId is null || AccountId == accountId;
}
