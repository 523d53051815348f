using System.Net.Security;
using RootWatch.Aws;

namespace RootWatch.Server.Heartbeats;

/// <summary>Tells the receiver that RootWatch is alive, and nothing else.</summary>
internal sealed class HeartbeatSender(HeartbeatTarget target, HeartbeatOptions options, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // The URL is a secret that no other host is to see.
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
        },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Null if the receiver took it, otherwise why not.</summary>
    public async Task<string?> Send(CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(options.Timeout, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using HttpRequestMessage request = new(target.IsPost ? HttpMethod.Post : HttpMethod.Get, target.Url);
        request.Headers.UserAgent.ParseAdd("RootWatch");
        if (target.IsPost)
        {
            request.Content = new ByteArrayContent([]);
        }

        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            return answer.IsSuccessStatusCode ? null : $"{target} answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException trouble)
        {
            return $"{target} cannot be reached: {UrlText.WithoutUser(trouble.Message)}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{target} did not answer within {options.Timeout.TotalSeconds:0} s";
        }
    }

    public void Dispose() => _http.Dispose();
}
