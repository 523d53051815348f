using RootWatch.Detection.Sigma;

namespace RootWatch.Detection.Events;

/// <summary>What the rules need of one CloudTrail record. Every text is as it came, only bounded: unescape nothing further, trust nothing.</summary>
public sealed record CloudTrailEvent
{
    /// <summary>CloudTrail's eventID as it came, to look the event up with; if it is absent, the same as <see cref="EventKey"/>.</summary>
    public required string EventId { get; init; }

    /// <summary>
    /// What tells the event from all others: its eventID or, where that is absent or a placeholder such as <c>1</c> or
    /// <c>redacted</c>, a hash of the record's text. Drop repeats by this.
    /// </summary>
    public string EventKey { get => field ?? EventId; init; }

    /// <summary>recipientAccountId, else userIdentity.accountId, else the account in the arn; empty if none of them says.</summary>
    public required string AccountId { get; init; }

    public string EventVersion { get; init; } = "";
    public DateTimeOffset? EventTime { get; init; }
    public string EventSource { get; init; } = "";
    public string EventName { get; init; } = "";
    public string EventType { get; init; } = "";
    public string EventCategory { get; init; } = "";
    public string Region { get; init; } = "";
    public string SourceIpAddress { get; init; } = "";
    public string UserAgent { get; init; } = "";
    public string ErrorCode { get; init; } = "";
    public string ErrorMessage { get; init; } = "";
    public bool? ReadOnly { get; init; }
    public bool? ManagementEvent { get; init; }
    public bool SessionCredentialFromConsole { get; init; }
    public UserIdentity Identity { get; init; } = UserIdentity.Absent;

    /// <summary>Scalars of requestParameters by name, nested ones as <c>outer.inner</c> and <c>outer.0.inner</c>. Empty for reads by others than root, AssumeRoot excepted.</summary>
    public IReadOnlyDictionary<string, string> RequestParameters { get; init; } = NoValues;

    /// <summary>Scalars of responseElements, as for <see cref="RequestParameters"/>.</summary>
    public IReadOnlyDictionary<string, string> ResponseElements { get; init; } = NoValues;

    /// <summary>Scalars of additionalEventData, as for <see cref="RequestParameters"/>.</summary>
    public IReadOnlyDictionary<string, string> AdditionalEventData { get; init; } = NoValues;

    /// <summary>For PutEventSelectors: whether the trail still records writes of management events; null if the call does not say.</summary>
    public bool? KeepsManagementWrites { get; init; }

    /// <summary>The user's own rules that the record matches.</summary>
    public IReadOnlyList<SigmaMatch> SigmaMatches { get; init; } = [];

    internal static IReadOnlyDictionary<string, string> NoValues { get; } = new Dictionary<string, string>();

    /// <summary>Neither an error code nor an error message: failed sign-ins often have only the latter.</summary>
    public bool Succeeded => ErrorCode.Length == 0 && ErrorMessage.Length == 0;

    /// <summary>AWS did what was asked. A page of the sign-in pages may say in its outcome alone that it did not.</summary>
    public bool TookEffect => Succeeded && SignInOutcome != "Failure";

    /// <summary>Short for the source: <c>iam</c> of <c>iam.amazonaws.com</c>.</summary>
    public string Service => ServiceCall.ServiceOf(EventSource);

    /// <summary>Signing in, and what the sign-in pages do: password, e-mail, recovery. The API calls of their service are none of it.</summary>
    public bool IsSignIn => EventType.Equals("AwsConsoleSignIn", StringComparison.OrdinalIgnoreCase) || IsRootSignInPage;

    /// <summary>By its name, as old records have no type. ExternalIdPDirectoryLogin is none: root has no such way in.</summary>
    internal bool IsRootSignInPage =>
        EventSource.Equals("signin.amazonaws.com", StringComparison.OrdinalIgnoreCase)
        && EventName is "ConsoleLogin" or "CheckMfa" or "PasswordUpdated" or "EmailUpdated"
            or "PasswordRecoveryRequested" or "PasswordRecoveryCompleted";

    /// <summary>Records of before 2014 and of some services have no readOnly; then only a name that clearly reads is a read.</summary>
    public bool IsWrite => !(ReadOnly ?? Begins(Verb, ReadingVerbs));

    /// <summary>What of the name begins with a verb: <c>Create</c> of <c>Instruments_Create</c>, mostly all of it.</summary>
    public ReadOnlySpan<char> Verb => EventName.AsSpan(EventName.AsSpan().LastIndexOfAny('_', '.') + 1);

    internal static bool Begins(ReadOnlySpan<char> name, string[] verbs)
    {
        foreach (var verb in verbs)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] ReadingVerbs =
        ["Get", "List", "Describe", "Head", "Lookup", "BatchGet", "Search", "View", "Query", "Scan", "Select", "Simulate", "Check", "Test", "Preview", "Estimate", "Download", "Find", "Retrieve"];

    /// <summary>CloudTrail dropped the parameters because they were too large. An attacker can cause that, so it counts as a match.</summary>
    public bool ParametersOmitted => Flag(RequestParameters, "omitted") == true;

    /// <summary>What a sign-in event says of itself: <c>Success</c>, <c>Failure</c>, something else, or empty.</summary>
    public string SignInOutcome => IsSignIn ? Outcome(Value(ResponseElements, EventName) ?? "") : "";

    public string MfaUsed => Value(AdditionalEventData, "MFAUsed") ?? "";

    public string Parameter(string name) => Value(RequestParameters, name) ?? "";

    public bool? ParameterFlag(string name) => Flag(RequestParameters, name);

    public bool Is(string source, string name) =>
        EventName == name && EventSource.Equals(source, StringComparison.OrdinalIgnoreCase);

    private static string Outcome(string told) =>
        told.Equals("Success", StringComparison.OrdinalIgnoreCase) ? "Success"
        : told.Equals("Failure", StringComparison.OrdinalIgnoreCase) ? "Failure"
        : told;

    private static bool? Flag(IReadOnlyDictionary<string, string> values, string name) =>
        bool.TryParse(Value(values, name), out var flag) ? flag : null;

    /// <summary>Asked many times of each event, and so without the search for what lies behind an interface.</summary>
    private static string? Value(IReadOnlyDictionary<string, string> values, string name) =>
        ReferenceEquals(values, NoValues) ? null
        : values is LazyScalars lazy ? lazy.Find(name)
        : values.GetValueOrDefault(name);
}

/// <summary>Who called.</summary>
public sealed record UserIdentity
{
    public static UserIdentity Absent { get; } = new();

    public string Type { get; init; } = "";
    public string Arn { get; init; } = "";
    public string PrincipalId { get; init; } = "";
    public string AccountId { get; init; } = "";

    /// <summary>On Root absent, <c>root</c> or the account alias; an IAM user may be called <c>root</c>. Never decide by it.</summary>
    public string UserName { get; init; } = "";

    public string InvokedBy { get; init; } = "";
    public string AccessKeyId { get; init; } = "";

    /// <summary>sessionContext.attributes.creationDate. A root session is all events with the same one.</summary>
    public DateTimeOffset? SessionCreated { get; init; }

    public bool? MfaAuthenticated { get; init; }

    /// <summary>The session was made by sts AssumeRoot from the management or a delegated account.</summary>
    public bool AssumedRoot { get; init; }
}
