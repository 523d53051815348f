using Amazon.Runtime;

namespace RootWatch.Aws.Wire;

/// <summary>Our connections under the SDK, with a bound on what it may be made to read.</summary>
internal sealed class SdkHttp(HttpMessageHandler connections, long bodyLengthMax) : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client = new(new WholeBody(connections, bodyLengthMax), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    /// <summary>Reads the body under the call's deadline: the SDK itself reads it after it has let go of the token.</summary>
    private sealed class WholeBody(HttpMessageHandler inner, long lengthMax) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                await response.Content.LoadIntoBufferAsync(lengthMax, cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
