using System.Text;

namespace RootWatch.Aws.Iam;

/// <summary>The root user's line of a credential report. AWS says N/A, no_information or not_supported where it knows nothing: null here.</summary>
/// <param name="GeneratedTime">A report is up to four hours old.</param>
public sealed record CredentialReport(DateTimeOffset GeneratedTime)
{
    public const string RootUser = "<root_account>";

    public string? Arn { get; init; }

    /// <summary>AWS says not_supported of root in most accounts; true or false where root's credentials are managed centrally.</summary>
    public bool? PasswordEnabled { get; init; }
    public DateTimeOffset? PasswordLastUsed { get; init; }
    public DateTimeOffset? PasswordLastChanged { get; init; }
    public bool? MfaActive { get; init; }
    public bool? AccessKey1Active { get; init; }
    public DateTimeOffset? AccessKey1LastUsed { get; init; }
    public bool? AccessKey2Active { get; init; }
    public DateTimeOffset? AccessKey2LastUsed { get; init; }
    public bool? Cert1Active { get; init; }
    public bool? Cert2Active { get; init; }

    /// <summary>Null if it is no credential report, or one without root's line.</summary>
    internal static CredentialReport? Read(string? contentBase64, DateTimeOffset? generatedTime)
    {
        byte[] bytes = new byte[(contentBase64?.Length ?? 0) / 4 * 3 + 3];
        if (generatedTime is not { } generated || !Convert.TryFromBase64String(contentBase64!, bytes, out int length))
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] names = Fields(lines.FirstOrDefault("").TrimStart('\uFEFF'));
        string[]? root = lines.Skip(1).Where(line => line.Contains(RootUser, StringComparison.Ordinal)).Select(Fields).FirstOrDefault(line => line[0] == RootUser);
        // What is more than the columns belongs to a text in the last one, whose commas nobody has quoted.
        if (names[0] != "user" || root is null || root.Length < names.Length)
        {
            return null;
        }

        string? Of(string name) => Array.IndexOf(names, name) is var at and >= 0 ? root[at] : null;
        bool? Flag(string name) => bool.TryParse(Of(name), out bool flag) ? flag : null;
        DateTimeOffset? Time(string name) => IamTimes.Parse(Of(name));
        return new CredentialReport(generated)
        {
            Arn = Of("arn"),
            PasswordEnabled = Flag("password_enabled"),
            PasswordLastUsed = Time("password_last_used"),
            PasswordLastChanged = Time("password_last_changed"),
            MfaActive = Flag("mfa_active"),
            AccessKey1Active = Flag("access_key_1_active"),
            AccessKey1LastUsed = Time("access_key_1_last_used_date"),
            AccessKey2Active = Flag("access_key_2_active"),
            AccessKey2LastUsed = Time("access_key_2_last_used_date"),
            Cert1Active = Flag("cert_1_active"),
            Cert2Active = Flag("cert_2_active"),
        };
    }

    /// <summary>Some columns hold a text for people (<c>additional_credentials_info</c>), which may have commas and stand in quotes.</summary>
    private static string[] Fields(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c == '"')
            {
                // A quote within the text is written twice, and closes and opens it: only the text's commas count here.
                quoted = !quoted;
            }
            else
            {
                field.Append(c);
            }
        }

        return [.. fields, field.ToString()];
    }
}
