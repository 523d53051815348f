using RootWatch.Aws.Account;

namespace RootWatch.Aws.Tests.Account;

public sealed class ContactTests
{
    [Fact]
    public async Task A_contact_is_asked_for_by_its_type()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(
            """{"AlternateContact":{"AlternateContactType":"SECURITY","EmailAddress":"security@acme.example","Name":"SOC","PhoneNumber":"+1","Title":"Team"}}"""));
        using var aws = stub.Clients();

        var contact = (await aws.Account.GetAlternateContactAsync(AlternateContactType.Security, Samples.Session, "eu-west-1", CancellationToken.None)).Value!.AlternateContact;

        Assert.Equal(new AlternateContact { Name = "SOC", Title = "Team", EmailAddress = "security@acme.example", PhoneNumber = "+1" }, contact);
        Assert.Equal(("/getAlternateContact", """{"AlternateContactType":"SECURITY"}"""), (stub.Requests[0].Path, stub.Requests[0].Body));
    }

    [Fact]
    public async Task No_contact_is_an_answer()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"message":"No contact of the inputted type found."}""", 404, ("x-amzn-ErrorType", "ResourceNotFoundException:http://x/")));
        using var aws = stub.Clients();

        var outcome = await aws.Account.GetAlternateContactAsync(AlternateContactType.Billing, Samples.Session, "us-east-1", CancellationToken.None);

        Assert.Equal(new GetAlternateContactResponse(null), outcome.Value);
    }

    [Theory]
    [InlineData("AccessDeniedException", 403, AwsFailureReason.Denied)]
    [InlineData("TooManyRequestsException", 429, AwsFailureReason.Throttled)]
    public async Task A_refusal_is_none(string code, int status, AwsFailureReason reason)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"message":"no"}""", status, ("x-amzn-ErrorType", code)));
        using var aws = stub.Clients();

        Assert.Equal(reason, (await aws.Account.GetContactInformationAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
        Assert.Equal(reason, (await aws.Account.GetPrimaryEmailAsync("111122223333", Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task An_empty_object_is_no_account_without_a_contact()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("{}"));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Malformed, (await aws.Account.GetAlternateContactAsync(AlternateContactType.Security, Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
        Assert.Equal(AwsFailureReason.Malformed, (await aws.Account.GetContactInformationAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
        Assert.Equal(AwsFailureReason.Malformed, (await aws.Account.GetPrimaryEmailAsync("111122223333", Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task The_primary_e_mail_is_asked_for_with_the_account()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"PrimaryEmail":"root@acme.example"}"""));
        using var aws = stub.Clients();

        Assert.Equal("root@acme.example", (await aws.Account.GetPrimaryEmailAsync("111122223333", Samples.Session, "us-east-1", CancellationToken.None)).Value!.PrimaryEmail);
        Assert.Equal("""{"AccountId":"111122223333"}""", stub.Requests[0].Body);
    }
}
