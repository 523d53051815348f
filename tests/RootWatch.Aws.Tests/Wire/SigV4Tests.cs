using System.Text;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Tests.Wire;

/// <summary>Against the answers of AWS's published test suite (aws-sig-v4-test-suite, Apache-2.0): all signed at 20150830T123600Z for service/us-east-1.</summary>
public sealed class SigV4Tests
{
    private const string AmzDate = "20150830T123600Z";

    private const string SuiteToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/" +
        "qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+" +
        "scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private static readonly AwsSession Suite = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, DateTimeOffset.MaxValue);

    [Theory]
    [InlineData("get-vanilla", "GET", "", "", "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("post-vanilla", "POST", "", "", "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("get-vanilla-query-order-key-case", "GET", "Param2=value2&Param1=value1", "", "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("get-vanilla-query-order-value", "GET", "Param1=value2&Param1=Value1", "", "host;x-amz-date", "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1")]
    [InlineData("post-header-value-case", "POST", "", "My-Header1:VALUE1", "host;my-header1;x-amz-date", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d")]
    [InlineData("post-sts-header-before", "POST", "", "X-Amz-Security-Token:" + SuiteToken, "host;x-amz-date;x-amz-security-token", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")]
    public void The_published_signatures_come_out(string name, string method, string query, string header, string signedHeaders, string signature)
    {
        _ = name;
        Assert.Equal($"{Prefix}, SignedHeaders={signedHeaders}, Signature={signature}", Authorize(method, query, "", header));
    }

    [Fact]
    public void The_published_signature_of_a_form_comes_out()
    {
        string authorization = Authorize("POST", "", "Param1=value1", "Content-Type:application/x-www-form-urlencoded");

        Assert.EndsWith("SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_are_ordered_trimmed_and_their_repeats_joined()
    {
        var text = new PooledUtf8(1);
        string signedHeaders = SigV4.Canonicalise(new SignedRequest("GET", "/a%20b", "b=2&a&b=1",
            [new("Z", " a   b "), new("My-Header1", "value2"), new("my-header1", "value1")], "hash"), ref text);

        Assert.Equal("my-header1;z", signedHeaders);
        Assert.Equal("GET\n/a%2520b\na=&b=1&b=2\nmy-header1:value2,value1\nz:a b\n\nmy-header1;z\nhash", Encoding.UTF8.GetString(text.Written));
    }

    [Fact]
    public void The_published_signing_key_is_derived()
    {
        // From "Examples of how to derive a signing key" in the IAM guide.
        byte[] key = SigningKeys.Derive("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam");

        Assert.Equal("f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d", Convert.ToHexStringLower(key));
    }

    [Fact]
    public void A_signing_key_is_kept_for_its_session_day_region_and_service_and_for_nothing_else()
    {
        var twin = Suite with { };
        byte[] key = SigningKeys.Of(Suite, "20260101", "us-east-1", "cloudtrail");

        Assert.Same(key, SigningKeys.Of(Suite, "20260101", "us-east-1", "cloudtrail"));
        Assert.NotSame(key, SigningKeys.Of(twin, "20260101", "us-east-1", "cloudtrail"));
        Assert.NotEqual(key, SigningKeys.Of(Suite, "20260101", "eu-west-1", "cloudtrail"));
        Assert.NotEqual(key, SigningKeys.Of(Suite, "20260101", "us-east-1", "account"));
        Assert.NotEqual(key, SigningKeys.Of(Suite, "20260102", "us-east-1", "cloudtrail"));
    }

    private const string Prefix = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";

    private static string Authorize(string method, string query, string body, string header)
    {
        List<KeyValuePair<string, string>> headers = [new("X-Amz-Date", AmzDate), new("Host", "example.amazonaws.com")];
        if (header.Split(':', 2) is [var name, var value])
        {
            headers.Add(new(name, value));
        }

        return SigV4.Authorize(new SignedRequest(method, "/", query, headers, SigV4.HashPayload(Encoding.UTF8.GetBytes(body))), Suite, AmzDate, "us-east-1", "service");
    }
}
