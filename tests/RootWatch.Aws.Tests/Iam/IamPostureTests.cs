using System.Globalization;
using System.Text;
using RootWatch.Aws.Iam;

namespace RootWatch.Aws.Tests.Iam;

/// <summary>What IAM tells of an account's state.</summary>
public sealed class IamPostureTests
{
    private const string NoSuchEntity =
        """<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>not found</Message></Error></ErrorResponse>""";

    [Fact]
    public async Task The_summary_is_a_map_of_counts()
    {
        var (outcome, form) = await AskAsync(
            Answer("GetAccountSummary", "<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry><entry><key>AccountAccessKeysPresent</key><value>0</value></entry><entry><key>Users</key><value>31</value></entry><entry><key>X</key><value>?</value></entry></SummaryMap>"),
            iam => iam.GetAccountSummaryAsync(Samples.Session, "us-east-1", CancellationToken.None));

        Assert.Equal(new Dictionary<string, int> { ["AccountMFAEnabled"] = 1, ["AccountAccessKeysPresent"] = 0, ["Users"] = 31 }, outcome.Value!.SummaryMap);
        Assert.Equal("Action=GetAccountSummary&Version=2010-05-08", form);
    }

    [Fact]
    public async Task A_summary_that_does_not_tell_of_root_is_none()
    {
        var (outcome, _) = await AskAsync(
            Answer("GetAccountSummary", "<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry></SummaryMap>"),
            iam => iam.GetAccountSummaryAsync(Samples.Session, "us-east-1", CancellationToken.None));

        Assert.Equal(AwsFailureReason.Malformed, outcome.Failure?.Reason);
    }

    [Fact]
    public async Task Assigned_virtual_devices_are_read_over_pages_with_their_users()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Xml(Answer("ListVirtualMFADevices",
                "<IsTruncated>true</IsTruncated><Marker>m+1</Marker><VirtualMFADevices><member><SerialNumber>arn:aws:iam::111122223333:mfa/phone</SerialNumber><EnableDate>2024-02-03T04:05:06Z</EnableDate><User><Arn>arn:aws:iam::111122223333:root</Arn></User></member></VirtualMFADevices>")),
            StubAws.Xml(Answer("ListVirtualMFADevices",
                "<IsTruncated>false</IsTruncated><VirtualMFADevices><member><SerialNumber>arn:aws:iam::111122223333:mfa/groot</SerialNumber></member></VirtualMFADevices>")));
        using var aws = stub.Clients();

        var devices = (await aws.Iam.ListVirtualMfaDevicesAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!.VirtualMfaDevices;

        Assert.Equal(
            [
                new VirtualMfaDevice("arn:aws:iam::111122223333:mfa/phone", "arn:aws:iam::111122223333:root", new(2024, 2, 3, 4, 5, 6, TimeSpan.Zero)),
                new VirtualMfaDevice("arn:aws:iam::111122223333:mfa/groot", null, null),
            ], devices);
        Assert.EndsWith("&AssignmentStatus=Assigned&Marker=m%2B1", stub.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_policy_is_read_and_none_is_an_answer()
    {
        var (found, _) = await AskAsync(
            Answer("GetAccountPasswordPolicy", "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength><RequireSymbols>true</RequireSymbols><ExpirePasswords>true</ExpirePasswords><MaxPasswordAge>90</MaxPasswordAge><PasswordReusePrevention>24</PasswordReusePrevention></PasswordPolicy>"),
            Ask);
        var (none, _) = await AskAsync(NoSuchEntity, Ask, 404);

        Assert.Equal(new PasswordPolicy { MinimumPasswordLength = 14, RequireSymbols = true, ExpirePasswords = true, MaxPasswordAge = 90, PasswordReusePrevention = 24 }, found.Value!.PasswordPolicy);
        Assert.True(none.IsSuccess, none.Failure?.ToString());
        Assert.Null(none.Value.PasswordPolicy);

        static Task<AwsOutcome<GetAccountPasswordPolicyResponse>> Ask(IamClient iam) => iam.GetAccountPasswordPolicyAsync(Samples.Session, "us-east-1", CancellationToken.None);
    }

    [Theory]
    [InlineData("ReportNotPresent", 410)]
    [InlineData("ReportExpired", 410)]
    [InlineData("ReportInProgress", 404)]
    public async Task A_report_that_is_not_there_yet_is_an_answer_that_says_why(string code, int status)
    {
        var (outcome, _) = await AskAsync(NoSuchEntity.Replace("NoSuchEntity", code, StringComparison.Ordinal), Ask, status);

        Assert.Equal(new GetCredentialReportResponse(null, code), outcome.Value);
    }

    [Fact]
    public async Task Of_a_report_root_s_line_is_read_by_the_names_of_its_columns()
    {
        const string Csv = """
            user,arn,password_enabled,password_last_used,mfa_active,access_key_1_active,access_key_1_last_used_date,cert_1_active,future_column
            groot,arn:aws:iam::111122223333:user/groot,true,2026-01-01T00:00:00+00:00,true,true,2026-01-01T00:00:00+00:00,true,x
            <root_account>,arn:aws:iam::111122223333:root,not_supported,2025-03-04T05:06:07+00:00,true,false,N/A,false,x
            """;
        var (outcome, _) = await AskAsync(
            Answer("GetCredentialReport", $"<Content>{Convert.ToBase64String(Encoding.UTF8.GetBytes(Csv))}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-05-04T10:00:00Z</GeneratedTime>"), Ask);

        Assert.Equal(new CredentialReport(new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero))
        {
            Arn = "arn:aws:iam::111122223333:root",
            PasswordLastUsed = new(2025, 3, 4, 5, 6, 7, TimeSpan.Zero),
            MfaActive = true,
            AccessKey1Active = false,
            Cert1Active = false,
        }, outcome.Value!.Report);
    }

    [Theory]
    [InlineData("user,arn,{0},mfa_active", "<root_account>,arn:aws:iam::111122223333:root,{0},true")]
    [InlineData("user,arn,mfa_active,{0}", "<root_account>,arn:aws:iam::111122223333:root,true,{0}")]
    [InlineData("\uFEFFuser,arn,mfa_active,{0}", "<root_account>,arn:aws:iam::111122223333:root,true,{0}")]
    public async Task A_text_with_commas_in_a_report_spoils_nothing(string names, string root)
    {
        string csv = $"{string.Format(CultureInfo.InvariantCulture, names, "additional_credentials_info")}\r\n{string.Format(CultureInfo.InvariantCulture, root, "\"3 access keys, 1 certificate: call ListAccessKeys, \"\"ListSigningCertificates\"\"\"")}\r\n";
        var (outcome, _) = await AskAsync(
            Answer("GetCredentialReport", $"<Content>{Convert.ToBase64String(Encoding.UTF8.GetBytes(csv))}</Content><GeneratedTime>2026-05-04T10:00:00Z</GeneratedTime>"), Ask);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Equal(("arn:aws:iam::111122223333:root", true), (outcome.Value.Report!.Arn, outcome.Value.Report.MfaActive));
    }

    [Fact]
    public async Task A_text_whose_commas_are_not_quoted_spoils_only_itself()
    {
        const string Csv = "user,arn,mfa_active,additional_credentials_info\n<root_account>,arn:aws:iam::111122223333:root,true,3 access keys, 1 certificate";
        var (outcome, _) = await AskAsync(
            Answer("GetCredentialReport", $"<Content>{Convert.ToBase64String(Encoding.UTF8.GetBytes(Csv))}</Content><GeneratedTime>2026-05-04T10:00:00Z</GeneratedTime>"), Ask);

        Assert.True(outcome.Value?.Report?.MfaActive);
    }

    [Theory]
    [InlineData("dXNlcg==")]
    [InlineData("not base64")]
    [InlineData("")]
    public async Task What_is_no_report_is_malformed(string content)
    {
        var (outcome, _) = await AskAsync(Answer("GetCredentialReport", $"<Content>{content}</Content><GeneratedTime>2026-05-04T10:00:00Z</GeneratedTime>"), Ask);

        Assert.Equal(AwsFailureReason.Malformed, outcome.Failure?.Reason);
    }

    [Theory]
    [InlineData("AccountNotManagementOrDelegatedAdministratorException")]
    [InlineData("OrganizationNotFoundException")]
    [InlineData("ServiceAccessNotEnabledException")]
    public async Task An_account_that_manages_no_root_users_says_so(string code)
    {
        var (found, _) = await AskAsync(Answer("ListOrganizationsFeatures", "<OrganizationId>o-1</OrganizationId><EnabledFeatures><member>RootSessions</member></EnabledFeatures>"), Features);
        var (none, _) = await AskAsync(NoSuchEntity.Replace("NoSuchEntity", code, StringComparison.Ordinal), Features, 400);

        Assert.Equal(["RootSessions"], found.Value!.EnabledFeatures!);
        Assert.Equal((null, code), (none.Value!.EnabledFeatures, none.Value.Absence));

        static Task<AwsOutcome<ListOrganizationsFeaturesResponse>> Features(IamClient iam) => iam.ListOrganizationsFeaturesAsync(Samples.Session, "us-east-1", CancellationToken.None);
    }

    [Fact]
    public async Task A_role_is_read_with_its_policies_unescaped()
    {
        var (role, _) = await AskAsync(Answer("GetRole", "<Role><Arn>arn:aws:iam::111122223333:role/RootWatch</Arn><AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument></Role>"),
            iam => iam.GetRoleAsync("RootWatch", Samples.Session, "us-east-1", CancellationToken.None));
        var (policy, form) = await AskAsync(Answer("GetRolePolicy", "<RoleName>RootWatch</RoleName><PolicyDocument>%7B%7D</PolicyDocument>"),
            iam => iam.GetRolePolicyAsync("RootWatch", "RootWatchRead", Samples.Session, "us-east-1", CancellationToken.None));
        var (gone, _) = await AskAsync(NoSuchEntity, iam => iam.GetRoleAsync("RootWatch", Samples.Session, "us-east-1", CancellationToken.None), 404);

        Assert.Equal(new Role("arn:aws:iam::111122223333:role/RootWatch", """{"Version":"2012-10-17"}"""), role.Value!.Role);
        Assert.Equal("{}", policy.Value!.PolicyDocument);
        Assert.EndsWith("&RoleName=RootWatch&PolicyName=RootWatchRead", form, StringComparison.Ordinal);
        Assert.Equal(new GetRoleResponse(null), gone.Value);
    }

    [Theory]
    [InlineData("<html><body>welcome to the hotel</body></html>")]
    [InlineData("<GetAccountSummaryResponse><GetAccountSummaryResult/></GetAccountSummaryResponse>")]
    [InlineData("<GetUserResponse><GetUserResult/></GetUserResponse>")]
    public async Task What_is_not_the_answer_is_no_account_without_a_second_factor(string body)
    {
        var (outcome, _) = await AskAsync(body, iam => iam.GetAccountSummaryAsync(Samples.Session, "us-east-1", CancellationToken.None));

        Assert.Equal(AwsFailureReason.Malformed, outcome.Failure?.Reason);
    }

    private static Task<AwsOutcome<GetCredentialReportResponse>> Ask(IamClient iam) => iam.GetCredentialReportAsync(Samples.Session, "us-east-1", CancellationToken.None);

    private static async Task<(AwsOutcome<T> Outcome, string Form)> AskAsync<T>(string answer, Func<IamClient, Task<AwsOutcome<T>>> ask, int status = 200)
        where T : class
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(answer, status));
        using var aws = stub.Clients();
        return (await ask(aws.Iam), stub.Requests[0].Body);
    }

    private static string Answer(string operation, string result) =>
        $"""<{operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>x</RequestId></ResponseMetadata></{operation}Response>""";
}
