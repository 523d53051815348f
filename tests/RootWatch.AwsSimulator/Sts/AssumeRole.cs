using System.Globalization;
using System.Text.RegularExpressions;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sts;

internal sealed partial class AssumeRole : AwsOperation
{
    private const int DurationSecondsDefault = 3600;

    /// <summary>MaxSessionDuration that a role has unless somebody changes it.</summary>
    private const int RoleDurationSecondsMax = 3600;

    public override AwsService Service => AwsService.Sts;

    public override string Name => "AssumeRole";

    public override Quota Quota => new(600, 600);

    public override string? SubjectAccount(AwsInput input) =>
        RoleArn().Match(input.FormValue("RoleArn") ?? "") is { Success: true } match ? match.Groups["account"].Value : null;

    public override string? Resource(AwsInput input) => input.FormValue("RoleArn");

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (Invalid(call.Input) is { } invalid)
        {
            return invalid;
        }

        var roleArn = call.Input.FormValue("RoleArn")!;
        var sessionName = call.Input.FormValue("RoleSessionName")!;
        var account = Trusting(call, roleArn);
        if (account is null)
        {
            return AwsError.Denied(AwsProtocol.Query, call.Caller.Arn, "sts:AssumeRole", roleArn, null);
        }

        var seconds = DurationSeconds(call.Input) ?? DurationSecondsDefault;
        if (seconds > RoleDurationSecondsMax)
        {
            return AwsError.Validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }

        var session = call.Simulator.Sessions.Issue(account.Id, FleetAccount.RoleName, sessionName, call.Now, TimeSpan.FromSeconds(seconds));
        if (call.Simulator.Options.RecordAssumeRole)
        {
            call.Simulator.AssumeRoles.Write(call, roleArn, sessionName, session);
        }

        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteStartElement("Credentials");
            xml.WriteElementString("AccessKeyId", session.AccessKeyId);
            xml.WriteElementString("SecretAccessKey", session.SecretKey);
            xml.WriteElementString("SessionToken", session.SessionToken);
            xml.WriteElementString("Expiration", session.ExpiresAt!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
            xml.WriteStartElement("AssumedRoleUser");
            xml.WriteElementString("AssumedRoleId", session.UserId);
            xml.WriteElementString("Arn", session.Arn);
            xml.WriteEndElement();
        });
    }

    /// <summary>
    /// The account whose role lets this caller in. A role that is not there, one that trusts somebody else and a wrong
    /// or missing external id all give the same answer: AWS tells a stranger nothing.
    /// </summary>
    private static FleetAccount? Trusting(AwsCall call, string roleArn)
    {
        var account = call.Simulator.Fleet.Find(RoleArn().Match(roleArn).Groups["account"].Value);
        return account is not null
            && account.RoleArn == roleArn
            && (call.Simulator.Postures.Of(account.Id, call.Now).WatchRoleTrust is { } trust
                ? RoleTrust.LetsIn(trust, call.Caller, call.Input.FormValue("ExternalId"))
                : call.Caller.Account == Simulator.WatcherAccountId && account.ExternalId == call.Input.FormValue("ExternalId"))
                ? account
                : null;
    }

    private static AwsError? Invalid(AwsInput input)
    {
        var (arn, name, externalId) = (input.FormValue("RoleArn"), input.FormValue("RoleSessionName"), input.FormValue("ExternalId"));
        if (arn is null)
        {
            return AwsError.Constraint("null", "roleArn", "Member must not be null");
        }

        if (arn.Length < 20)
        {
            return AwsError.Constraint(arn, "roleArn", "Member must have length greater than or equal to 20");
        }

        if (!RoleArn().IsMatch(arn))
        {
            return AwsError.Validation($"{arn} is invalid");
        }

        if (name is null)
        {
            return AwsError.Constraint("null", "roleSessionName", "Member must not be null");
        }

        if (name.Length is < 2 or > 64 || !SessionNamePattern().IsMatch(name))
        {
            return AwsError.Constraint(name, "roleSessionName", @"Member must satisfy regular expression pattern: [\w+=,.@-]*");
        }

        if (externalId is not null && (externalId.Length is < 2 or > 1224 || !ExternalIdPattern().IsMatch(externalId)))
        {
            return AwsError.Constraint(externalId, "externalId", @"Member must satisfy regular expression pattern: [\w+=,.@:\/-]*");
        }

        return input.FormValue("DurationSeconds") is not { } text ? null
            : DurationSeconds(input) is not { } seconds ? AwsError.Constraint(text, "durationSeconds", "Member must be an integer")
            : seconds < 900 ? AwsError.Constraint(text, "durationSeconds", "Member must have value greater than or equal to 900")
            : seconds > 43200 ? AwsError.Constraint(text, "durationSeconds", "Member must have value less than or equal to 43200")
            : null;
    }

    private static int? DurationSeconds(AwsInput input) =>
        int.TryParse(input.FormValue("DurationSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    [GeneratedRegex(@"^arn:aws:iam::(?<account>\d{12}):role/[\w+=,.@/-]+$")]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"^[\w+=,.@-]*$")]
    private static partial Regex SessionNamePattern();

    [GeneratedRegex(@"^[\w+=,.@:/-]*$")]
    private static partial Regex ExternalIdPattern();
}
