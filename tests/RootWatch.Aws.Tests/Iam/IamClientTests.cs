namespace RootWatch.Aws.Tests.Iam;

public sealed class IamClientTests
{
    [Fact]
    public async Task The_alias_is_asked_of_the_partition_s_one_IAM_and_signed_for_its_home_region()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Page("<member>acme-production</member>")));
        using var aws = stub.Clients();

        var outcome = await aws.Iam.ListAccountAliasesAsync(Samples.Session, "eu-west-1", CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Equal(["acme-production"], outcome.Value.AccountAliases);
        var received = Assert.Single(stub.Requests);
        Assert.Equal("Action=ListAccountAliases&Version=2010-05-08", received.Body);
        Assert.Equal("application/x-www-form-urlencoded", received.Header("Content-Type"));
        Assert.Contains("/us-east-1/iam/aws4_request", received.Header("Authorization"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<AccountAliases/>")]
    [InlineData("<AccountAliases></AccountAliases>")]
    public async Task An_account_without_an_alias_has_none(string list)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Page("").Replace("<AccountAliases></AccountAliases>", list, StringComparison.Ordinal)));
        using var aws = stub.Clients();

        Assert.Empty((await aws.Iam.ListAccountAliasesAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!.AccountAliases);
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Xml(Page("<member>a1</member>", "<IsTruncated>true</IsTruncated><Marker>x/y=</Marker>")), StubAws.Xml(Page("<member>b2</member>")));
        using var aws = stub.Clients();

        Assert.Equal(["a1", "b2"], (await aws.Iam.ListAccountAliasesAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!.AccountAliases);
        Assert.EndsWith("&Marker=x%2Fy%3D", stub.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_its_code()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(
            """<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: iam:ListAccountAliases</Message></Error></ErrorResponse>""", 403));
        using var aws = stub.Clients();

        var failure = (await aws.Iam.ListAccountAliasesAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure;

        Assert.Equal((AwsFailureReason.Denied, "AccessDenied", "iam"), (failure?.Reason, failure?.Code, failure?.Service));
    }

    [Theory]
    [InlineData("<html><body>welcome to the hotel</body></html>")]
    [InlineData("<ListAccountAliasesResponse><ListAccountAliasesResult/></ListAccountAliasesResponse>")]
    [InlineData("<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases><member>acme")]
    [InlineData("""<!DOCTYPE x [<!ENTITY e "acme">]><ListAccountAliasesResponse><AccountAliases><member>&e;</member></AccountAliases></ListAccountAliasesResponse>""")]
    [InlineData("")]
    public async Task What_is_not_the_answer_is_no_account_without_an_alias(string body)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(body));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Malformed, (await aws.Iam.ListAccountAliasesAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }

    private static string Page(string members, string rest = "<IsTruncated>false</IsTruncated>") => $"""
        <ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
          <ListAccountAliasesResult>
            {rest}
            <AccountAliases>{members}</AccountAliases>
          </ListAccountAliasesResult>
          <ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata>
        </ListAccountAliasesResponse>
        """;
}
