using System.Text;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Tests.Wire;

public sealed class AwsErrorsTests
{
    [Theory]
    [InlineData("""{"__type":"com.amazonaws.cloudtrail#ThrottlingException","message":"Rate exceeded"}""", null, "ThrottlingException", "Rate exceeded")]
    [InlineData("""{"Message":"no","__type":"AccessDeniedException:http://internal.amazon.com/coral/"}""", null, "AccessDeniedException", "no")]
    [InlineData("""{"message":"slow down"}""", "TooManyRequestsException:http://internal.amazon.com/", "TooManyRequestsException", "slow down")]
    [InlineData("""{"code":"ValidationException","message":"m"}""", null, "ValidationException", "m")]
    [InlineData("""{"__type":"ExpiredTokenException","message":"The security to""", null, "ExpiredTokenException", null)]
    [InlineData("""{"nested":{"__type":"Inner"},"message":7}""", null, null, null)]
    [InlineData("\ufeff{\"__type\":\"X\"}", null, "X", null)]
    [InlineData("<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>None &amp; nothing</Message></Error></ErrorResponse>", null, "NoSuchEntity", "None & nothing")]
    [InlineData("<Response><Errors><Error><Code>AuthFailure</Code><Message>m</Message></Error></Errors></Response>", null, "AuthFailure", "m")]
    [InlineData("<ErrorResponse><Error><Code><![CDATA[Throttling]]></Code><Message>a <!-- b -->c<![CDATA[ & d]]></Message></Error></ErrorResponse>", null, "Throttling", "a c & d")]
    [InlineData("<Response><Error><Code><!-- x -->Thrott<!-- y -->ling</Code></Error><Error><Code>Second</Code></Error></Response>", null, "Throttling", null)]
    [InlineData("<ErrorResponse><Error><Code>Throttling</Code><Mess", null, "Throttling", null)]
    [InlineData("<html><head><title>502</title></head><body><p>Bad Gateway<br></body></html>", null, null, null)]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><Error><Code>&a;</Code></Error>", null, null, null)]
    [InlineData("", null, null, null)]
    [InlineData("[1]", null, null, null)]
    [InlineData("upstream connect error", null, null, null)]
    public void Every_shape_of_an_error_is_read(string body, string? header, string? code, string? message)
    {
        Assert.Equal(new AwsErrorBody(code, message), AwsErrorBody.Parse(header, Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("us-east-1", 400, "ThrottlingException", AwsFailureReason.Throttled)]
    [InlineData("us-east-1", 400, "Throttling", AwsFailureReason.Throttled)]
    [InlineData("us-east-1", 503, "SlowDown", AwsFailureReason.Throttled)]
    [InlineData("us-east-1", 429, null, AwsFailureReason.Throttled)]
    [InlineData("us-east-1", 400, "AccessDeniedException", AwsFailureReason.Denied)]
    [InlineData("us-east-1", 403, null, AwsFailureReason.Denied)]
    [InlineData("us-east-1", 403, "SomethingNew", AwsFailureReason.Denied)]
    [InlineData("us-east-1", 400, "ExpiredTokenException", AwsFailureReason.Expired)]
    [InlineData("us-east-1", 400, "UnrecognizedClientException", AwsFailureReason.InvalidToken)]
    [InlineData("ap-east-1", 400, "UnrecognizedClientException", AwsFailureReason.RegionOff)]
    [InlineData("us-gov-west-1", 403, "InvalidClientTokenId", AwsFailureReason.InvalidToken)]
    [InlineData("us-east-1", 403, "RequestTimeTooSkewed", AwsFailureReason.ClockSkew)]
    [InlineData("us-east-1", 400, "InvalidNextTokenException", AwsFailureReason.Rejected)]
    [InlineData("us-east-1", 400, "InvalidTimeRangeException", AwsFailureReason.Rejected)]
    [InlineData("us-east-1", 409, "LimitExceeded", AwsFailureReason.Rejected)]
    [InlineData("us-east-1", 500, "SomethingNew", AwsFailureReason.ServerError)]
    [InlineData("us-east-1", 400, "ServiceUnavailable", AwsFailureReason.ServerError)]
    [InlineData("us-east-1", 504, null, AwsFailureReason.ServerError)]
    [InlineData("us-east-1", 400, null, AwsFailureReason.Malformed)]
    [InlineData("us-east-1", 302, null, AwsFailureReason.Malformed)]
    public void A_code_decides_before_the_status(string region, int status, string? code, AwsFailureReason reason)
    {
        Assert.Equal(reason, AwsErrors.Classify(region, status, new AwsErrorBody(code, "m"), TimeSpan.Zero));
    }

    [Theory]
    [InlineData("Signature expired: 20260101T000000Z is now earlier than 20260101T005500Z (20260101T010000Z - 5 min.)", 0, AwsFailureReason.ClockSkew)]
    [InlineData("Signature not yet current: 20260101T010000Z is still later than 20260101T000500Z (20260101T000000Z + 5 min.)", 0, AwsFailureReason.ClockSkew)]
    [InlineData("The request signature we calculated does not match the signature you provided.", 3600, AwsFailureReason.ClockSkew)]
    [InlineData("The request signature we calculated does not match the signature you provided.", 2, AwsFailureReason.InvalidToken)]
    public void A_refused_signature_is_the_clock_s_or_the_secret_s_fault(string message, int secondsApart, AwsFailureReason reason)
    {
        foreach (string code in (string[])["InvalidSignatureException", "SignatureDoesNotMatch"])
        {
            Assert.Equal(reason, AwsErrors.Classify("us-east-1", 403, new AwsErrorBody(code, message), TimeSpan.FromSeconds(secondsApart)));
        }
    }

    [Fact]
    public void A_message_from_the_network_cannot_move_a_cursor_turn_a_line_or_run_on()
    {
        var call = new AwsCall("sts", "AssumeRole", "us-east-1");

        var failure = call.Fail(AwsFailureReason.Denied, "a\u001b[2Jb\r\nc\u202ed\u2028e\u0085f" + new string('x', 5000), "Bad Code\n");

        Assert.StartsWith("a [2Jb c d e f", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 500, 520);
        Assert.Null(failure.Code);
    }
}
