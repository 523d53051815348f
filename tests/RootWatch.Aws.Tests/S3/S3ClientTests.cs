using Microsoft.AspNetCore.Http;
using RootWatch.Aws.S3;

namespace RootWatch.Aws.Tests.S3;

public sealed class S3ClientTests
{
    private const string Namespace = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    [Theory]
    [InlineData("""<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>""", "us-east-1")]
    [InlineData("""<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">EU</LocationConstraint>""", "eu-west-1")]
    [InlineData("""<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">ap-south-1</LocationConstraint>""", "ap-south-1")]
    public async Task A_bucket_s_region_is_told(string answer, string region)
    {
        await using var stub = await StubAws.StartAsync(Xml(answer));
        using var aws = stub.Clients();

        Assert.Equal(region, (await aws.S3.GetBucketLocationAsync("trail-logs", Samples.Session, "us-east-1", CancellationToken.None)).Value!.Region);
        Assert.Equal(("GET", "/trail-logs?location="), (stub.Requests[0].Method, stub.Requests[0].Path));
        // Of nothing at all: S3 wants it said and signed.
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", stub.Requests[0].Header("x-amz-content-sha256"));
    }

    [Fact]
    public async Task What_a_bucket_shuts_out_is_told_in_any_case_of_letters_and_nothing_where_it_has_no_settings()
    {
        await using var stub = await StubAws.StartAsync(
            Xml($"<PublicAccessBlockConfiguration {Namespace}><BlockPublicAcls>TRUE</BlockPublicAcls><IgnorePublicAcls>TRUE</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>"),
            Error("NoSuchPublicAccessBlockConfiguration", 404));
        using var aws = stub.Clients();

        Assert.Equal(new GetBucketPublicAccessBlockResponse(true, false), (await aws.S3.GetBucketPublicAccessBlockAsync("logs", Samples.Session, "eu-west-1", CancellationToken.None)).Value);
        Assert.Equal(new GetBucketPublicAccessBlockResponse(false, false), (await aws.S3.GetBucketPublicAccessBlockAsync("logs", Samples.Session, "eu-west-1", CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_policy_is_public_or_not_or_there_is_none()
    {
        await using var stub = await StubAws.StartAsync(
            Xml($"<PolicyStatus {Namespace}><IsPublic>TRUE</IsPublic></PolicyStatus>"), Xml($"<PolicyStatus {Namespace}><IsPublic>false</IsPublic></PolicyStatus>"),
            Error("NoSuchBucketPolicy", 404), Xml($"<PolicyStatus {Namespace}/>"));
        using var aws = stub.Clients();

        List<bool?> answers = [];
        for (var i = 0; i < 4; i++)
        {
            answers.Add((await aws.S3.GetBucketPolicyStatusAsync("logs", Samples.Session, "eu-west-1", CancellationToken.None)).Value?.IsPublic);
        }

        Assert.Equal([true, false, false, null], answers);
    }

    [Fact]
    public async Task Groups_of_an_access_control_list_are_listed()
    {
        await using var stub = await StubAws.StartAsync(Xml(
            $"""<AccessControlPolicy {Namespace}><Owner><ID>75aa</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>75aa</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"""));
        using var aws = stub.Clients();

        Assert.Equal(["http://acs.amazonaws.com/groups/global/AllUsers"], (await aws.S3.GetBucketAclAsync("logs", Samples.Session, "eu-west-1", CancellationToken.None)).Value!.GranteeGroups);
    }

    [Theory]
    [InlineData("AccessDenied", 403, AwsFailureReason.Denied)]
    [InlineData("SlowDown", 503, AwsFailureReason.Throttled)]
    [InlineData("PermanentRedirect", 301, AwsFailureReason.Rejected)]
    [InlineData("NoSuchBucket", 404, AwsFailureReason.Rejected)]
    [InlineData("ExpiredToken", 400, AwsFailureReason.Expired)]
    public async Task A_refusal_is_no_answer(string code, int status, AwsFailureReason reason)
    {
        await using var stub = await StubAws.StartAsync(Error(code, status));
        using var aws = stub.Clients();

        var outcome = await aws.S3.GetBucketPolicyStatusAsync("logs", Samples.Session, "eu-west-1", CancellationToken.None);

        Assert.Equal((reason, code), (outcome.Failure!.Reason, outcome.Failure.Code));
    }

    [Theory]
    [InlineData("logs?acl")]
    [InlineData("../logs")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task What_is_no_name_of_a_bucket_makes_no_call(string name)
    {
        await using var stub = await StubAws.StartAsync(Xml("<PolicyStatus/>"));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Rejected, (await aws.S3.GetBucketPolicyStatusAsync(name, Samples.Session, "eu-west-1", CancellationToken.None)).Failure!.Reason);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task Another_document_is_no_answer()
    {
        await using var stub = await StubAws.StartAsync(Xml("<html><body>Sign in to the hotel's network</body></html>"));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Malformed, (await aws.S3.GetBucketAclAsync("logs", Samples.Session, "eu-west-1", CancellationToken.None)).Failure!.Reason);
    }

    private static Func<HttpContext, Received, Task> Error(string code, int status) => Xml($"<Error><Code>{code}</Code><Message>said</Message><RequestId>1</RequestId></Error>", status);

    private static Func<HttpContext, Received, Task> Xml(string text, int status = 200) => StubAws.Xml(text, status);
}
