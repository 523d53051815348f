using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.V1;

namespace RootWatch.Cli.Connection;

/// <summary>A channel to one server, with the caller's token on every call.</summary>
internal sealed class ServerConnection : IDisposable
{
    /// <summary>No single answer takes a healthy server longer.</summary>
    private static readonly TimeSpan CallTimeMax = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel _channel;
    private readonly Metadata _headers = [];

    private ServerConnection(Uri address, GrpcChannel channel, string? token)
    {
        Address = address.GetLeftPart(UriPartial.Authority);
        _channel = channel;
        Alerts = new AlertService.AlertServiceClient(channel);
        Accounts = new AccountService.AccountServiceClient(channel);
        Onboarding = new OnboardingService.OnboardingServiceClient(channel);
        Posture = new PostureService.PostureServiceClient(channel);
        Attestations = new AttestationService.AttestationServiceClient(channel);
        Emergencies = new EmergencyService.EmergencyServiceClient(channel);
        Drills = new DrillService.DrillServiceClient(channel);
        if (token is not null)
        {
            _headers.Add("authorization", "Bearer " + token);
        }
    }

    public string Address { get; }

    public AlertService.AlertServiceClient Alerts { get; }

    public AccountService.AccountServiceClient Accounts { get; }

    public OnboardingService.OnboardingServiceClient Onboarding { get; }

    public PostureService.PostureServiceClient Posture { get; }

    public AttestationService.AttestationServiceClient Attestations { get; }

    public EmergencyService.EmergencyServiceClient Emergencies { get; }

    public DrillService.DrillServiceClient Drills { get; }

    /// <summary>A call with one answer. No answer is a problem to tell the user of.</summary>
    /// <param name="timeMax">For a call that takes longer than most.</param>
    public async Task<T> AskAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, TimeProvider clock, CancellationToken cancel, TimeSpan? timeMax = null)
    {
        try
        {
            return await call(new CallOptions(_headers, clock.GetUtcNow().UtcDateTime + (timeMax ?? CallTimeMax), cancel));
        }
        catch (RpcException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (RpcException e)
        {
            throw CallProblem.Of(e, this);
        }
    }

    /// <summary>A stream with an end, read to it. A stream that breaks off is a problem to tell the user of.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(Func<CallOptions, AsyncServerStreamingCall<T>> call, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stream = call(new CallOptions(_headers, cancellationToken: cancel));
        while (true)
        {
            try
            {
                if (!await stream.ResponseStream.MoveNext(cancel))
                {
                    yield break;
                }
            }
            catch (RpcException) when (cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
            catch (RpcException e)
            {
                throw CallProblem.Of(e, this);
            }

            yield return stream.ResponseStream.Current;
        }
    }

    /// <summary>For a stream, which has no end.</summary>
    public CallOptions Endless(CancellationToken cancel) => new(_headers, cancellationToken: cancel);

    public static ServerConnection Open(string address, string? token, string? caPath)
    {
        var shown = ShownText.Of(address);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            throw new ProblemException($"'{shown}' is no server address; write it as http://127.0.0.1:7070 or https://HOST:PORT (--server, {ServerOptions.ServerVariable}).");
        }

        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
        {
            throw new ProblemException($"'{shown}' has more than a scheme, a host and a port; leave the rest out (--server, {ServerOptions.ServerVariable}).");
        }

        if (uri.Scheme == "http" && !IsLoopback(uri))
        {
            throw new ProblemException($"'{shown}' is plain http to another machine, where alerts and token could be read on the way; use https.");
        }

        if (uri.Scheme == "http" && caPath is not null)
        {
            throw new ProblemException($"--ca means nothing for the plain http address '{shown}'; use https or leave it out.");
        }

        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Tells a dead connection from a silent one, so that a watch is not left hanging.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            UseProxy = !IsLoopback(uri),
        };
        if (caPath is not null)
        {
            handler.SslOptions = Trusting(caPath);
        }

        return new ServerConnection(uri, GrpcChannel.ForAddress(uri, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true }), token);
    }

    public void Dispose() => _channel.Dispose();

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static SslClientAuthenticationOptions Trusting(string caPath)
    {
        var shown = ShownText.Of(caPath, CommandContext.PathCharsMax);
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(caPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ProblemException($"the file {shown} cannot be read ({Files.Reason(e)}); check --ca.");
        }
        catch (CryptographicException)
        {
            trusted.Clear();
        }

        if (trusted.Count == 0)
        {
            throw new ProblemException($"the file {shown} holds no certificate; --ca takes a PEM file with one or more 'BEGIN CERTIFICATE' blocks.");
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
