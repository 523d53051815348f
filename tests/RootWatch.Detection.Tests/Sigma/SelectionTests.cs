using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>What a selection asks of a record, construct by construct: a record that it must match and near misses.</summary>
public sealed class SelectionTests
{
    private const string Record = """
        {"eventVersion":"1.11","eventSource":"iam.amazonaws.com","eventName":"PutUserPolicy","awsRegion":"us-east-1",
         "eventTime":"2026-03-01T10:00:30Z","sourceIPAddress":"198.51.100.7","userAgent":"S3 Browser 11.4.5 C:\\Tools\\s3*?.exe",
         "userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/eve","userName":"eve","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},
         "readOnly":false,"errorCode":null,"additionalEventData":{"MFAUsed":"No","bytes":443,"port":"8080","share":0.5},
         "requestParameters":{"userName":"eve","policyDocument":"{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}",
           "containers":[{"command":["sh","-c","curl $TOKEN"]},{"command":[]}],"tags":{"aws:x.y":"dotted"},"empty":"","none":[]},
         "resources":[{"ARN":"arn:aws:s3:::one","type":"A"},{"ARN":"arn:aws:s3:::two","type":"B"}]}
        """;

    public static TheoryData<string, bool> Selections => new()
    {
        // Plain values: any case, the whole text.
        { "eventName: PutUserPolicy", true },
        { "eventName: putuserpolicy", true },
        { "eventName: PutUserPolic", false },
        { "'eventName': \"PutUserPolicy\"", true },
        { "eventname: PutUserPolicy", false },
        { "userIdentity.type: IAMUser", true },
        { "userIdentity.type: Root", false },
        { "userIdentity.sessionContext.attributes.mfaAuthenticated: 'false'", true },
        { "userIdentity.missing.type: IAMUser", false },

        // Booleans, numbers and null, which CloudTrail writes as texts or not.
        { "readOnly: false", true },
        { "readOnly: 'false'", true },
        { "readOnly: true", false },
        { "userIdentity.sessionContext.attributes.mfaAuthenticated: false", true },
        { "additionalEventData.bytes: 443", true },
        { "additionalEventData.bytes: '443'", true },
        { "additionalEventData.bytes: 443.0", true },
        { "additionalEventData.bytes: 44", false },
        { "additionalEventData.port: 8080", true },
        { "additionalEventData.MFAUsed: No", true },
        { "errorCode: null", true },
        { "errorCode: ~", true },
        { "errorCode:", true },
        { "errorMessage: null", true },
        { "eventName: null", false },
        { "errorCode: 'null'", false },
        { "errorCode: ''", false },
        { "requestParameters.empty: ''", true },
        { "requestParameters.empty: null", false },
        { "errorCode: [AccessDenied, null]", true },

        // Lists are or, maps are and, lists of maps are or.
        { "eventName: [CreateUser, PutUserPolicy]", true },
        { "eventName: [CreateUser, DeleteUser]", false },
        { "eventName: PutUserPolicy\neventSource: iam.amazonaws.com", true },
        { "eventName: PutUserPolicy\neventSource: s3.amazonaws.com", false },
        { "- eventName: Other\n- eventSource: iam.amazonaws.com", true },
        { "- eventName: Other\n- eventSource: s3.amazonaws.com", false },
        { "- eventName: Other\n  eventSource: iam.amazonaws.com\n- 'S3 Browser'", true },

        // Arrays: one element is enough; the path goes through them; a name with dots is found.
        { "resources.ARN: 'arn:aws:s3:::two'", true },
        { "resources.ARN: 'arn:aws:s3:::three'", false },
        { "resources.ARN|all: ['arn:aws:s3:::two', 'arn:aws:s3:::one']", true },
        { "resources.ARN|all: ['arn:aws:s3:::two', 'arn:aws:s3:::three']", false },
        { "requestParameters.containers.command|contains: '$TOKEN'", true },
        { "requestParameters.containers.command|contains: '$KEY'", false },
        { "requestParameters.tags.aws:x.y: dotted", true },
        { "requestParameters.none: null", false },

        // An object is its JSON, and 'contains' also looks at the texts in it.
        { "requestParameters|contains: '\"Effect\": \"Allow\"'", true },
        { "requestParameters|contains: '\"Effect\": \"Deny\"'", false },
        { "requestParameters|contains|all: ['\"Action\": \"\\*\"', '\"Resource\": \"\\*\"']", true },
        { "requestParameters|contains: '\"userName\":\"eve\"'", true },
        { "requestParameters: eve", false },
        { "requestParameters: '*eve*'", true },
        { "requestParameters|re: 'curl \\$T[A-Z]+'", true },

        // Wildcards and what takes their meaning away.
        { "eventName: Put*Policy", true },
        { "eventName: '*Policy'", true },
        { "eventName: 'Put*'", true },
        { "eventName: '*user*'", true },
        { "eventName: Put????Policy", true },
        { "eventName: Put???Policy", false },
        { "eventName: 'P*?y'", true },
        { "eventName: '*'", true },
        { "errorCode: '*'", false },
        { "errorMessage: '*'", false },
        { @"userAgent|endswith: 's3\*\?.exe'", true },
        { @"userAgent|endswith: 's3\?\*.exe'", false },
        { @"userAgent|endswith: '\s3*'", true },
        { @"userAgent|contains: 'C:\Tools\s3'", true },
        { @"userAgent|contains: 'C:\\Tools\\s3'", true },
        { @"userAgent|contains: '\\*.exe'", true },
        { @"userAgent|contains: '\\\*.exe'", false },

        // Modifiers of texts.
        { "eventName|startswith: put", true },
        { "eventName|startswith: Policy", false },
        { "eventName|endswith: policy", true },
        { "eventName|endswith: Put", false },
        { "eventName|contains: user", true },
        { "eventName|contains: role", false },
        { "errorMessage|contains: '*'", false },
        { "eventName|contains|all: [Put, Policy]", true },
        { "eventName|contains|all: [Put, Role]", false },
        { "eventName|cased: PutUserPolicy", true },
        { "eventName|cased: putuserpolicy", false },
        { "eventName|startswith|cased: put", false },
        { "eventName|cased: Put????Policy", true },
        { "eventName|cased: put????Policy", false },
        { "eventName|neq: CreateUser", true },
        { "eventName|neq: PutUserPolicy", false },
        { "eventName|neq: [CreateUser, PutUserPolicy]", false },
        { "errorMessage|neq: x", true },

        // Regular expressions: anywhere in the text, case counts.
        { "userIdentity.arn|re: '.+:user/e.e$'", true },
        { "userIdentity.arn|re: '^user'", false },
        { "eventName|re: 'putuser'", false },
        { "eventName|re|i: 'putuser'", true },
        { "eventName|re: ['x+', 'Pol(icy|ice)']", true },
        { "eventName|re|all: ['^Put', 'y$']", true },
        { "eventName|re|all: ['^Put', 'z$']", false },
        { "additionalEventData.bytes|re: '^4{2}3$'", true },
        { "errorMessage|re: '.*'", false },

        // Networks.
        { "sourceIPAddress|cidr: 198.51.100.0/24", true },
        { "sourceIPAddress|cidr: 198.51.101.0/24", false },
        { "sourceIPAddress|cidr: [10.0.0.0/8, 198.51.100.7]", true },
        { "sourceIPAddress|cidr: '2001:db8::/32'", false },
        { "userAgent|cidr: 0.0.0.0/0", false },

        // Presence.
        { "errorCode|exists: true", true },
        { "errorCode|exists: false", false },
        { "errorMessage|exists: true", false },
        { "errorMessage|exists: false", true },
        { "requestParameters.none|exists: true", true },
        { "userIdentity.sessionContext.attributes|exists: true", true },

        // Numbers.
        { "additionalEventData.bytes|gt: 442", true },
        { "additionalEventData.bytes|gt: 443", false },
        { "additionalEventData.bytes|gte: 443", true },
        { "additionalEventData.bytes|lt: 443", false },
        { "additionalEventData.bytes|lte: 443", true },
        { "additionalEventData.share|lt: 0.75", true },
        { "additionalEventData.port|gte: 8080", true },
        { "eventName|gt: 0", false },

        // Other fields.
        { "requestParameters.userName|fieldref: userIdentity.userName", true },
        { "eventName|fieldref: userIdentity.userName", false },
        { "userIdentity.arn|endswith|fieldref: requestParameters.userName", true },
        { "userIdentity.arn|fieldref|startswith: requestParameters.userName", false },
        { "errorMessage|fieldref: userIdentity.userName", false },

        // Without a field: anywhere in the record.
        { "- 'S3 Browser'", true },
        { "- 's3 browser'", true },
        { "- nowhere", false },
        { "- nowhere\n- PutUserPolicy", true },
        { "- '\"Effect\": \"Allow\"'", true },
        { "- 443", true },
        { "'|all': [eve, PutUserPolicy]", true },
        { "'|all': [eve, nowhere]", false },
        { "'|re': 'S3\\s[A-Z]'", true },
        { "'|contains|cased': 's3 browser'", false },
        { "Browser", true },
    };

    [Theory]
    [MemberData(nameof(Selections))]
    public void A_selection_matches_what_it_says(string selection, bool expected) =>
        Assert.Equal(expected, Matches(WithSelection(selection), Record));

    [Theory]
    [InlineData("base64", "QWxsb3c=", true)]
    [InlineData("base64", "xQWxsb3c=", false)]
    [InlineData("base64", "qwxsb3c=", false)]
    [InlineData("base64|contains", "xx QWxsb3c= yy", true)]
    [InlineData("base64offset|contains", "QWxsb3cgYWxs", true)]     // Allow all
    [InlineData("base64offset|contains", "IEFsbG93IGFsbA==", true)] // one byte before it
    [InlineData("base64offset|contains", "ICBBbGxvdyBhbGw=", true)] // two bytes before it
    [InlineData("base64offset|contains", "RGVueSBhbGw=", false)]
    [InlineData("utf16le|base64", "QQBsAGwAbwB3AA==", true)]
    [InlineData("wide|base64offset|contains", "IABBAGwAbABvAHcAIAA=", true)]
    [InlineData("utf16be|base64", "AEEAbABsAG8Adw==", true)]
    [InlineData("utf16|base64", "//5BAGwAbABvAHcA", true)]
    public void An_encoded_value_is_looked_for_as_it_is_encoded(string modifiers, string text, bool expected) =>
        Assert.Equal(expected, Matches(
            WithSelection($"requestParameters.data|{modifiers}: Allow"),
            $$$"""{"eventName":"X","requestParameters":{"data":"{{{text}}}"}}"""));

    [Theory]
    [InlineData("203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.9", true)]
    [InlineData("203.0.114.9", false)]
    [InlineData("203.0.113", false)]
    [InlineData("3405803785", false)]
    [InlineData("AWS Internal", false)]
    [InlineData("cloudformation.amazonaws.com", false)]
    public void A_network_holds_only_what_is_written_as_an_address(string address, bool expected) =>
        Assert.Equal(expected, Matches(
            WithSelection("sourceIPAddress|cidr: 203.0.113.0/24"), $$"""{"eventName":"X","sourceIPAddress":"{{address}}"}"""));

    [Theory]
    [InlineData("m", "^b", true)]
    [InlineData("i", "^b", false)]
    [InlineData("s", "a.b", true)]
    [InlineData("m", "a.b", false)]
    [InlineData("i|m|s", "A.B", true)]
    public void A_regular_expression_takes_its_flags(string flags, string expression, bool expected) =>
        Assert.Equal(expected, Matches(WithSelection($"userAgent|re|{flags}: '{expression}'"), """{"eventName":"X","userAgent":"a\nb"}"""));

    [Fact]
    public void Texts_that_are_no_unicode_are_compared_all_the_same()
    {
        var rule = WithSelection("userAgent|startswith: curl");
        Assert.True(Matches(rule, """{"eventName":"X","userAgent":"curl \ud800","\udfff":1}"""));
        Assert.True(Matches(WithSelection("- curl"), """{"eventName":"X","userAgent":"curl \ud800","\udfff":1}"""));
    }

    [Theory]
    [InlineData("""{"detail":{"eventName":"PutUserPolicy"}}""")]
    [InlineData("""{"CloudTrailEvent":"{\"eventName\":\"PutUserPolicy\"}"}""")]
    [InlineData("""{"event":{"eventName":"PutUserPolicy"}}""")]
    [InlineData("""{"eventName":null,"userIdentity":null,"detail":{"eventName":"PutUserPolicy"}}""")]
    [InlineData("""{"userIdentity":null,"CloudTrailEvent":"{\"eventName\":\"PutUserPolicy\"}"}""")]
    [InlineData("""{"eventName":"X","eventName":"PutUserPolicy"}""")]
    [InlineData("""{"event\u004eame":"Put\u0055serPolicy"}""")]
    public void The_record_in_an_envelope_is_judged_as_it_is_decoded(string text) =>
        Assert.True(Matches(WithSelection("eventName: PutUserPolicy"), text));
}
