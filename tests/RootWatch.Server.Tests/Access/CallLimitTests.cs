using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Access;
using RootWatch.Server.Hosting;
using RootWatch.Server.Tests.Hosting;

namespace RootWatch.Server.Tests.Access;

/// <summary>What one caller may have open at once, so that there is room for the others.</summary>
public sealed class CallLimitTests
{
    private const string Secret = "abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE";

    private readonly TaskCompletionSource _ended = new();
    private readonly AccessMiddleware _access;

    public CallLimitTests()
    {
        FakeTimeProvider clock = new();
        CurrentTokens tokens = new(clock);
        tokens.Replace(new[] { "one", "two" }.Select(id =>
            new TokenRegistration(id, AccessToken.Hash($"rw_{id}_{Secret}"), "acme", Role.Viewer, clock.GetUtcNow().AddDays(1))));
        _access = new AccessMiddleware(_ => _ended.Task, SomeSettings.Any with { Dev = false }, tokens, new CallLimit());
    }

    [Theory]
    [InlineData(MethodType.Unary, CallLimit.OthersMax, MethodType.ServerStreaming, "200 calls")]
    [InlineData(MethodType.ServerStreaming, CallLimit.StreamsMax, MethodType.Unary, "1000 streams")]
    public async Task A_token_has_so_many_calls_open_and_each_that_ends_makes_room(MethodType type, int max, MethodType other, string told)
    {
        Task[] open = [.. Enumerable.Range(0, max).Select(_ => _access.InvokeAsync(Alerts("one", type)))];
        HttpContext refused = Alerts("one", type);
        await _access.InvokeAsync(refused);
        Assert.Equal("8", refused.Response.Headers["grpc-status"]);
        Assert.Contains($"'one' has {told} open", refused.Response.Headers["grpc-message"].ToString(), StringComparison.Ordinal);
        Assert.False(_access.InvokeAsync(Alerts("one", other)).IsCompleted);
        Assert.False(_access.InvokeAsync(Alerts("two", type)).IsCompleted);

        _ended.SetResult();
        await Task.WhenAll(open);
        Assert.Empty(await Answered(Alerts("one", type)));
    }

    [Fact]
    public async Task Streams_of_those_without_a_token_are_limited_together_and_the_load_balancer_is_always_answered()
    {
        Task[] open = [.. Enumerable.Range(0, CallLimit.StreamsMax).Select(_ => _access.InvokeAsync(Call("/grpc.health.v1.Health/Watch", MethodType.ServerStreaming)))];
        Assert.Equal("8", await Answered(Call("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", MethodType.DuplexStreaming)));
        Assert.False(_access.InvokeAsync(Call("/grpc.health.v1.Health/Check", MethodType.Unary)).IsCompleted);
        Assert.False(_access.InvokeAsync(Alerts("one")).IsCompleted);

        _ended.SetResult();
        await Task.WhenAll(open);
    }

    [Fact]
    public async Task A_call_that_fails_makes_room_too()
    {
        _ended.SetException(new InvalidOperationException("as it may"));
        for (int i = 0; i <= CallLimit.OthersMax; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => _access.InvokeAsync(Alerts("one")));
        }
    }

    private async Task<string> Answered(HttpContext context)
    {
        await _access.InvokeAsync(context);
        return context.Response.Headers["grpc-status"].ToString();
    }

    private static HttpContext Alerts(string token, MethodType type = MethodType.Unary)
    {
        HttpContext context = Call(type is MethodType.Unary ? "/rootwatch.v1.AlertService/ListAlerts" : "/rootwatch.v1.AlertService/WatchAlerts", type);
        context.Request.Headers.Authorization = $"Bearer rw_{token}_{Secret}";
        return context;
    }

    private static DefaultHttpContext Call(string rpc, MethodType type)
    {
        string[] names = rpc.Split('/');
        Marshaller<string> none = Marshallers.Create(static (string _) => Array.Empty<byte>(), static _ => "");
        Method<string, string> method = new(type, names[1], names[2], none, none);
        DefaultHttpContext context = new();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new GrpcMethodMetadata(typeof(CallLimitTests), method)), rpc));
        context.Features.Set(new ListenerFeature(ListenerKind.Grpc));
        return context;
    }
}
