using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Journeys.Stories;

/// <summary>"Root access is reserved for exceptional cases only": a day on which nobody needs it, with much that looks like root and is not.</summary>
[Collection(nameof(Stories))]
public sealed class NormalDayTests(StoryServer server)
{
    [Fact]
    public async Task Nobody_is_told_anything_all_points_pass_and_the_report_has_nothing_to_say()
    {
        Story story = new(server, nameof(NormalDayTests));
        await story.AttestAllBut();
        story.Happen("signin.amazonaws.com", "ConsoleLogin", record =>
        {
            record["eventType"] = "AwsConsoleSignIn";
            record["userIdentity"] = User(story, "anna");
            record["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" };
            record["additionalEventData"] = new JsonObject { ["MFAUsed"] = "Yes" };
        });
        story.Happen("ec2.amazonaws.com", "RunInstances", record => record["userIdentity"] = User(story, "root"));
        story.Happen("kms.amazonaws.com", "CreateGrant", record =>
        {
            record["userIdentity"]!["invokedBy"] = "backup.amazonaws.com";
            record["sourceIPAddress"] = "backup.amazonaws.com";
            record["userAgent"] = "backup.amazonaws.com";
        });
        story.Happen("account.amazonaws.com", "GetContactInformation", record =>
        {
            record["userIdentity"] = User(story, "anna");
            record["readOnly"] = true;
        });
        await story.Settled();

        Assert.Equal(4, (await story.Watched()).EventsRead);
        Assert.Equal("", await story.Told());
        Assert.Equal("", await story.Checks(PostureStatus.Fail));
        Assert.Equal("", await story.Checks(PostureStatus.Unknown));
        Assert.Equal("PASS PASS PASS PASS PASS PASS PASS", await story.Checklist());
        JsonElement report = await story.Report();
        Assert.Equal("points 7/0/0/0; alerts 0/0/0/0/0; windows 0 0; drills 0 0; changes 0; blind 0", Story.Sums(report));
    }

    private static JsonObject User(Story story, string name) => new()
    {
        ["type"] = "IAMUser",
        ["principalId"] = "AIDAEXAMPLE",
        ["arn"] = $"arn:aws:iam::{story.Account.Id}:user/{name}",
        ["accountId"] = story.Account.Id,
        ["userName"] = name,
    };
}
