using System.Globalization;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Playback;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Sts;

/// <summary>
/// Writes an AssumeRole that was answered into the history of the role's account, in the region whose STS was asked. The
/// caller's own account gets a record of its own, under another eventID; nobody looks there.
/// </summary>
internal sealed class AssumeRoleRecord(Simulator simulator)
{
    private long _written;

    public void Write(AwsCall call, string roleArn, string sessionName, Credential session)
    {
        var number = Interlocked.Increment(ref _written);
        var eventId = simulator.Seed.Uuid("assume-role", number);
        var record = new JsonObject
        {
            ["eventVersion"] = "1.08",
            ["userIdentity"] = Identity(call.Caller, session.Account),
            ["eventSource"] = "sts.amazonaws.com",
            ["eventName"] = "AssumeRole",
            ["awsRegion"] = call.Region,
            ["sourceIPAddress"] = call.SourceAddress,
            ["userAgent"] = call.UserAgent,
            ["requestParameters"] = Request(call.Input, roleArn, sessionName),
            ["responseElements"] = new JsonObject
            {
                ["credentials"] = new JsonObject
                {
                    ["accessKeyId"] = session.AccessKeyId,
                    ["sessionToken"] = session.SessionToken,
                    ["expiration"] = session.ExpiresAt!.Value.UtcDateTime.ToString("MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture),
                },
                ["assumedRoleUser"] = new JsonObject { ["assumedRoleId"] = session.UserId, ["arn"] = session.Arn },
            },
            ["requestID"] = call.RequestId,
            ["readOnly"] = true,
            ["resources"] = new JsonArray(new JsonObject { ["accountId"] = session.Account, ["type"] = "AWS::IAM::Role", ["ARN"] = roleArn }),
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = session.Account,
            ["sharedEventID"] = simulator.Seed.Uuid("assume-role-shared", number),
            ["eventCategory"] = "Management",
        };
        simulator.Events.Add(simulator.Records.Place(record, new Placement(
            session.Account, call.Region, eventId, call.Now, call.Now + simulator.Delay.Of(session.Account, eventId), Synthetic: true, "call:AssumeRole")));
    }

    /// <summary>Of a caller in another account the role's account learns no more than whose it is.</summary>
    private static JsonObject Identity(Credential caller, string account) => caller.Account == account
        ? new()
        {
            ["type"] = caller.IsSession ? "AssumedRole" : "IAMUser",
            ["principalId"] = caller.UserId,
            ["arn"] = caller.Arn,
            ["accountId"] = caller.Account,
            ["accessKeyId"] = caller.AccessKeyId,
        }
        : new() { ["type"] = "AWSAccount", ["principalId"] = caller.UserId, ["accountId"] = caller.Account };

    private static JsonObject Request(AwsInput input, string roleArn, string sessionName)
    {
        var request = new JsonObject { ["roleArn"] = roleArn, ["roleSessionName"] = sessionName };
        foreach (var (member, parameter) in new[] { ("externalId", "ExternalId"), ("policy", "Policy") })
        {
            if (input.FormValue(parameter) is { } value)
            {
                request[member] = value;
            }
        }

        if (input.FormValue("DurationSeconds") is { } seconds)
        {
            request["durationSeconds"] = int.Parse(seconds, CultureInfo.InvariantCulture);
        }

        return request;
    }
}
