using System.Net.Http.Headers;
using System.Text;

namespace RootWatch.Load.Polls;

/// <summary>What any program pays for such a call: an <see cref="HttpClient"/>, the same body, no signature, the answer read as bytes.</summary>
internal static class BareCalls
{
    private static readonly byte[] Asked = Encoding.UTF8.GetBytes(
        """{"LookupAttributes":[{"AttributeKey":"Username","AttributeValue":"root"}],"StartTime":1767225600,"EndTime":1767247200,"MaxResults":50}""");

    /// <summary>Calls for ever, so many at once, one after the other.</summary>
    public static async Task InARow(Uri endpoint, int inFlight)
    {
        using var http = new HttpClient();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                await Call(http, endpoint);
            }
        })));
    }

    /// <summary>Calls for ever, each second so many, spread over it as polls are.</summary>
    public static async Task Spread(Uri endpoint, int perSecond)
    {
        using var http = new HttpClient();
        await Task.WhenAll(Enumerable.Range(0, perSecond).Select(n => Task.Run(async () =>
        {
            var phase = TimeSpan.TicksPerSecond * n / perSecond;
            while (true)
            {
                // By the clock, so that they do not fall into step when the process was held.
                var passed = (TimeProvider.System.GetUtcNow().Ticks - phase) % TimeSpan.TicksPerSecond;
                // Timers count whole milliseconds and drop the rest: one that ends early would call twice in its second.
                var wait = TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(TimeSpan.TicksPerSecond - passed).TotalMilliseconds));
                await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
                await Call(http, endpoint);
            }
        })));
    }

    private static async Task Call(HttpClient http, Uri endpoint)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Content = new ByteArrayContent(Asked);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents");
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
    }
}
