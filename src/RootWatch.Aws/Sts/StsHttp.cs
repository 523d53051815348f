using Amazon.Runtime;

namespace RootWatch.Aws.Sts;

/// <summary>Our connections under the SDK, with a bound on what it may be made to read.</summary>
internal sealed class StsHttp(HttpMessageHandler connections) : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client = new(new WholeBody(connections), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    /// <summary>Reads the body under the call's deadline: the SDK itself reads it after it has let go of the token.</summary>
    private sealed class WholeBody(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const long LengthMax = 256 * 1024;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            try
            {
                await response.Content.LoadIntoBufferAsync(LengthMax, cancellationToken);
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
