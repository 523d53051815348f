using System.Net;
using Microsoft.AspNetCore.Http;
using RootWatch.Server.Heartbeats;

namespace RootWatch.Server.Tests.Heartbeats;

/// <summary>Over real sockets: only a success counts, and the URL stays a secret.</summary>
public sealed class HeartbeatSenderTests
{
    [Theory]
    [InlineData(false, "GET /ping/secret")]
    [InlineData(true, "POST /ping/secret")]
    public async Task It_asks_in_the_way_that_was_set(bool isPost, string request)
    {
        await using Receiver receiver = await Receiver.Start();
        using HeartbeatSender sender = Sender(receiver.Url, isPost);

        Assert.Null(await sender.Send(TestContext.Current.CancellationToken));
        Assert.Equal(request, Assert.Single(receiver.Requests));
    }

    [Fact]
    public async Task An_error_a_way_elsewhere_and_silence_are_no_success_and_name_no_path()
    {
        await using Receiver receiver = await Receiver.Start();
        using HeartbeatSender sender = Sender(receiver.Url);
        receiver.Answer = context => Answered(context, HttpStatusCode.InternalServerError);
        string?[] troubles = new string?[4];
        troubles[0] = await sender.Send(TestContext.Current.CancellationToken);
        receiver.Answer = context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return Answered(context, HttpStatusCode.Redirect);
        };
        troubles[1] = await sender.Send(TestContext.Current.CancellationToken);
        receiver.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        troubles[2] = await sender.Send(TestContext.Current.CancellationToken);
        Uri url = receiver.Url;
        await receiver.DisposeAsync();
        troubles[3] = await sender.Send(TestContext.Current.CancellationToken);

        string shown = $"http://{url.Authority}/...";
        Assert.Equal([$"{shown} answered 500", $"{shown} answered 302", $"{shown} did not answer within 1 s"], troubles[..3]);
        Assert.StartsWith($"{shown} cannot be reached: ", troubles[3], StringComparison.Ordinal);
        Assert.All(troubles, trouble => Assert.DoesNotContain("secret", trouble, StringComparison.Ordinal));
        Assert.Equal(3, receiver.Requests.Count);
    }

    private static HeartbeatSender Sender(Uri url, bool isPost = false) =>
        new(new HeartbeatTarget(url, isPost), new HeartbeatOptions { Timeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);

    private static Task Answered(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }
}
