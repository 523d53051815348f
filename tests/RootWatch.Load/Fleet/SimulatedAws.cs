using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootWatch.Load.Fleet;

/// <summary>An event that was put into a history.</summary>
/// <param name="VisibleAt">From when on LookupEvents shows it.</param>
internal sealed record PutEvent(string Id, string Account, string Region, DateTimeOffset VisibleAt);

/// <summary>The simulator, by its control interface.</summary>
internal sealed class SimulatedAws(HttpClient http, Uri control)
{
    public async Task<IReadOnlyList<string>> Accounts()
    {
        var state = await http.GetFromJsonAsync<JsonObject>(new Uri(control, "state"));
        return [.. state!["accounts"]!.AsArray().Select(account => (string)account!["id"]!)];
    }

    public async Task<IReadOnlyList<string>> Regions() =>
        [.. (await http.GetFromJsonAsync<JsonObject>(new Uri(control, "state")))!["regions"]!.AsArray().Select(region => (string)region!)];

    /// <summary>Returns the number by which the fault can be taken away.</summary>
    public async Task<long> SetFault(object fault)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(control, "faults"), fault);
        answer.EnsureSuccessStatusCode();
        return (long)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
    }

    public async Task RemoveFault(long id)
    {
        using var answer = await http.DeleteAsync(new Uri(control, string.Create(CultureInfo.InvariantCulture, $"faults/{id}")));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Root signs in, or makes a machine where sign-ins are not recorded.</summary>
    public async Task<PutEvent> UseRoot(string account, string region, TimeSpan visibleIn)
    {
        var id = Guid.NewGuid().ToString();
        var record = new JsonObject
        {
            ["eventVersion"] = "1.08",
            ["userIdentity"] = new JsonObject { ["type"] = "Root", ["principalId"] = account, ["arn"] = $"arn:aws:iam::{account}:root", ["accountId"] = account, ["accessKeyId"] = "" },
            ["eventSource"] = region == "us-east-1" ? "signin.amazonaws.com" : "ec2.amazonaws.com",
            ["eventName"] = region == "us-east-1" ? "ConsoleLogin" : "RunInstances",
            ["eventType"] = region == "us-east-1" ? "AwsConsoleSignIn" : "AwsApiCall",
            ["awsRegion"] = region,
            ["sourceIPAddress"] = "203.0.113.7",
            ["userAgent"] = "Mozilla/5.0",
            ["eventID"] = id,
            ["recipientAccountId"] = account,
        };
        if (region == "us-east-1")
        {
            record["responseElements"] = new JsonObject { ["ConsoleLogin"] = "Success" };
            record["additionalEventData"] = new JsonObject { ["MFAUsed"] = "No", ["MobileVersion"] = "No" };
        }

        var visibleAt = TimeProvider.System.GetUtcNow() + visibleIn;
        using var answer = await http.PostAsJsonAsync(
            new Uri(control, "inject"), new { events = new[] { new { account, region, record, secondsAgo = 0, visibleInSeconds = visibleIn.TotalSeconds } } });
        answer.EnsureSuccessStatusCode();
        return new PutEvent(id, account, region, visibleAt);
    }

    /// <summary>The most LookupEvents calls within a second that any account and region had, and all there were.</summary>
    public async Task<(int PeakPerSecond, long Calls)> LookupEvents()
    {
        var counts = (await http.GetFromJsonAsync<JsonObject>(new Uri(control, "calls?action=LookupEvents")))!["calls"]!.AsArray();
        return (counts.Max(count => (int)count!["peakPerSecond"]!), counts.Sum(count => (long)count!["calls"]!));
    }
}
