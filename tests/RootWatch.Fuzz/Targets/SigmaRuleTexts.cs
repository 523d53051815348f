namespace RootWatch.Fuzz.Targets;

/// <summary>Rule files made by hand, with every construct that the loader knows or refuses.</summary>
internal static class SigmaRuleTexts
{
    private const string Source = "logsource:\n    product: aws\n    service: cloudtrail\n";

    public static IReadOnlyList<string> All { get; } =
    [
        $"""
        title: Users made by hand
        id: 2f6f0b1e-6f0d-4c38-9a53-0d0a3f9c1a77
        status: test
        description: |
            Users are made by a pipeline.
        references: [https://example.com]
        tags: [attack.persistence, attack.t1136.003]
        {Source}detection:
            selection:
                eventSource: iam.amazonaws.com
                eventName:
                    - CreateUser
                    - CreateLoginProfile
            filter_pipeline:
                userIdentity.arn|contains: pipeline
            condition: selection and not 1 of filter_*
        falsepositives:
            - Somebody in a hurry
        level: high
        """,
        $"""
        title: Many constructs
        id: 3f6f0b1e-6f0d-4c38-9a53-0d0a3f9c1a77
        {Source}detection:
            a:
                eventName|startswith: [Create, 'Del*e?']
                errorCode: null
                additionalEventData.n|gte: 1.5
                sourceIPAddress|cidr: [10.0.0.0/8, '2001:db8::/32']
            b:
                - requestParameters|contains|all: ['"Effect":', '\\*\?']
                - userAgent|re|i|s: '(curl|wget)[/ ][0-9.]+$'
                  errorMessage|exists: false
                - root
            c:
                '|all': [one, 'two*']
            _d:
                userIdentity.userName|fieldref|cased: requestParameters.userName
                requestParameters.data|utf16le|base64offset|contains: secret
                eventType|neq: AwsServiceEvent
            condition: (a or 1 of b*) and not (c or all of _*) or not all of them
        level: informational
        """,
        $"""
        action: global
        title: Shared
        {Source}detection:
            condition: one
        ---
        title: First
        detection: &d
            one: &s
                eventName: [CreateUser, &n DeleteUser]
        ---
        title: Second
        detection: [*n]
        ---
        action: repeat
        title: Third
        detection: !!map
            one: ["x", 'y', >
              folded]
            condition: [one, not one]
        """,
        $"title: Counting\n{Source}detection:\n    a: {"{"}eventName: X{"}"}\n    timeframe: 5m\n    condition: a | count() by userIdentity.arn > 5\nlevel: low\n",
        "title: Correlated\ncorrelation:\n    type: event_count\n    rules: [a]\n    group-by: [userIdentity.arn]\n    timespan: 1h\n    condition: {gte: 5}\n",
        "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n",
    ];

    public static IReadOnlyList<string> Pieces { get; } =
    [
        "|contains", "|all", "|re", "|i", "|cidr", "|exists", "|cased", "|gt", "|lt", "|neq", "|fieldref", "|base64", "|base64offset", "|wide", "|windash", "|expand", "|foo",
        " and ", " or ", " not ", "1 of ", "all of ", "them", "(", ")", "*", "?", "\\", "\\*", "%x%", "---\n", "...\n", "action: global\n", "action: repeat\n", "&x ", "*x", "<<: *x\n",
        "!!str ", "!!binary ", "%YAML 1.2\n", "%TAG ! tag:x\n", "? ", ": ", "- ", "[", "]", "{", "}", ",", "'", "\"", "|\n", ">-\n", "#", "\t", "\n", "\r\n", "    ", "\uFEFF", "\u0085", "\u2028", "\\ud800",
        "\"\\uD800\"", "\"\\x00\"", "\"\\U0010FFFF\"", "~", "null", "true", "''", "(a+)+$", "(a|a)*", "a{1,999}", "(?=x)", "(?<n>", "[^", "\\p{L}", "\\b", "(?i)", "0.0.0.0/0", "::/0", "1/8", "1e400",
        "\n    condition: a\n", "detection:\n", "logsource:\n", "title: x\n", "id: 8ad1600d-0000-4000-8000-00000000abcd\n", "level: high\n", "userIdentity.arn", "eventName", ".", "..", "|",
    ];
}
