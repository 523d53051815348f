using RootWatch.Aws.CloudTrail;
using RootWatch.Detection.Rules;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class RuleSightTests
{
    private const string Home = "us-east-1";
    private const string Alias = "acme-production";

    public static TheoryData<string> Rules => [.. RuleCatalogue.All.Select(rule => rule.Id)];

    /// <summary>What LookupEvents says beside a record is all that a query can match; so each kind of event in a rule's reach is made and looked for.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void A_stream_meets_what_a_rule_is_about_or_it_is_said_to_be_for_scans(string id)
    {
        Rule rule = RuleCatalogue.All.Single(rule => rule.Id == id);
        RuleSight sight = RuleSight.Of(rule);
        Assert.NotEmpty(sight.Streams);
        string[] sources = [.. rule.Reach.Calls.Select(call => call.Source), .. rule.Reach.Sources];
        foreach (string source in rule.Reach.Root || rule.Reach.Every ? [.. sources, "signin.amazonaws.com", "account.amazonaws.com", "ec2.amazonaws.com"] : sources)
        {
            foreach (string username in (string[])["root", Alias])
            {
                Assert.Contains(Meeting(Home, username, source), sight.Streams.Contains);
            }

            Assert.Contains(Meeting("eu-west-1", "root", source), sight.Streams.Contains);
        }

        foreach (string source in sources)
        {
            StreamQuery[] meeting = Meeting(Home, "alice", source);
            Assert.Equal(meeting.Length == 0, sight.ScanOnly.Contains(source));
            Assert.All(meeting, stream => Assert.Contains(stream, sight.Streams));
        }

        Assert.Equal(rule.Reach.Every, sight.ScanOnly.Contains("*"));
    }

    [Fact]
    public void An_event_that_several_streams_meet_is_taken_by_one()
    {
        foreach (string username in (string[])["root", Alias, "alice"])
        {
            foreach (string source in (string[])["signin.amazonaws.com", "account.amazonaws.com", "iam.amazonaws.com"])
            {
                StreamQuery[] meeting = Meeting(Home, username, source);
                Event e = new() { Username = username, EventSource = source };
                Assert.Equal(Math.Min(1, meeting.Length), meeting.Count(stream => stream.Owns(e)));
            }
        }
    }

    [Fact]
    public void The_page_says_what_only_a_scan_sees()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md"));
        string line = RuleSight.ScanOnlyLine(RuleCatalogue.All);
        Assert.True(page.Contains(line, StringComparison.Ordinal), $"docs/architecture.md, section 'Where the rules can see', must have this line:\n\n{line}");
    }

    private static StreamQuery[] Meeting(string region, string username, string source) =>
    [
        .. StreamQueries.Of(Home, ["eu-west-1"], [Alias])
            .Where(stream => stream.Region == region)
            .Where(stream => stream.Attribute is { AttributeKey: "Username" } ? stream.Attribute.AttributeValue == username : stream.Attribute.AttributeValue == source)
            .Select(stream => stream.Query),
    ];
}
