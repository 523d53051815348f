using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RootWatch.V1;

namespace RootWatch.Cli.Tests;

/// <summary>What the stand-in knows and how it misbehaves; outlives a restart of the listener.</summary>
internal sealed class StandInState
{
    private readonly Lock _gate = new();
    private readonly List<Alert> _log = [];

    public List<Account> Accounts { get; } = [];

    public List<AccountPosture> Postures { get; } = [];

    public List<string> Unreachable { get; } = [];

    /// <summary>Accounts that answer, but not when they are asked for their windows.</summary>
    public List<string> WithoutWindows { get; } = [];

    public List<Attestation> Attestations { get; } = [];

    public List<EmergencyWindow> Windows { get; } = [];

    public List<Drill> Drills { get; } = [];

    /// <summary>The newest request that changes something.</summary>
    public Google.Protobuf.IMessage? Asked { get; set; }

    /// <summary>Thrown instead of changing anything.</summary>
    public RpcException? Refusal { get; set; }

    /// <summary>What a verification finds, of whatever account.</summary>
    public List<VerifyAccountResponse> Verification { get; } = [];

    /// <summary>Thrown after that.</summary>
    public RpcException? VerificationEnd { get; set; }

    /// <summary>What an import finds.</summary>
    public ImportOrganizationResponse Imported { get; } = new();

    /// <summary>The only token that is let in; null lets everybody in.</summary>
    public string? Token { get; set; }

    /// <summary>How many frames each of the next streams sends before its connection is torn down.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>The next streams say nothing at all, so many of them.</summary>
    public int Mute { get; set; }

    /// <summary>Streams begin this many alerts too early, as a server that counts wrongly would.</summary>
    public int Rewind { get; set; }

    /// <summary>Thrown at the start of a stream.</summary>
    public ConcurrentQueue<RpcException> Refusals { get; } = new();

    public ConcurrentQueue<WatchAlertsRequest> Watches { get; } = new();

    public ConcurrentQueue<ListAlertsRequest> Lists { get; } = new();

    public int PageSizeMax { get; set; } = 1000;

    public Alert Append(Action<Alert>? change = null)
    {
        lock (_gate)
        {
            var alert = new Alert
            {
                AlertId = (_log.Count + 1).ToString("x32", CultureInfo.InvariantCulture),
                TenantId = "acme",
                AccountId = "111122223333",
                RuleId = "RW-S01",
                Severity = Severity.High,
                Title = "Root console sign-in succeeded",
                Summary = "The root user signed in.",
                Score = 40,
                EventId = $"event-{_log.Count + 1}",
                EventTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(_log.Count)),
                DetectedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(20_001).AddSeconds(_log.Count)),
                EventName = "ConsoleLogin",
                EventSource = "signin.amazonaws.com",
                Region = "us-east-1",
                Sequence = _log.Count + 1,
            };
            change?.Invoke(alert);
            _log.Add(alert);
            return alert;
        }
    }

    public Alert[] After(long sequence, AlertFilter? filter)
    {
        lock (_gate)
        {
            return [.. _log.Skip((int)sequence).Where(alert => Matches(alert, filter))];
        }
    }

    private static bool Matches(Alert alert, AlertFilter? filter) => filter is null
        || ((filter.AccountId.Length == 0 || filter.AccountId == alert.AccountId)
            && alert.Severity >= filter.SeverityMin
            && (filter.RuleIds.Count == 0 || filter.RuleIds.Contains(alert.RuleId)));
}

/// <summary>Speaks the protos over a real socket.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInServer(WebApplication app, bool isTls)
    {
        _app = app;
        Port = new Uri(app.Urls.Single()).Port;
        Address = $"{(isTls ? "https" : "http")}://127.0.0.1:{Port}";
    }

    public string Address { get; }

    public int Port { get; }

    public static async Task<StandInServer> StartAsync(StandInState state, int port = 0, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(state);
        builder.Services.AddHttpContextAccessor();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listener.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        app.MapGrpcService<AlertStandIn>();
        app.MapGrpcService<AccountStandIn>();
        app.MapGrpcService<OnboardingStandIn>();
        app.MapGrpcService<PostureStandIn>();
        app.MapGrpcService<AttestationStandIn>();
        app.MapGrpcService<EmergencyStandIn>();
        app.MapGrpcService<DrillStandIn>();
        await app.StartAsync();
        return new StandInServer(app, certificate is not null);
    }

    /// <summary>A certificate for 127.0.0.1 and the PEM of the authority that signed it.</summary>
    public static (X509Certificate2 Server, string AuthorityPem) MakeCertificate()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=RootWatch test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=RootWatch test server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var signed = server.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var whole = signed.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null), authority.ExportCertificatePem());
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static void CheckToken(StandInState state, ServerCallContext context)
    {
        if (state.Token is { } token && context.RequestHeaders.GetValue("authorization") != "Bearer " + token)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "no such token"));
        }
    }

    private sealed class OnboardingStandIn(StandInState state) : OnboardingService.OnboardingServiceBase
    {
        public override Task<ImportOrganizationResponse> ImportOrganization(ImportOrganizationRequest request, ServerCallContext context)
        {
            CheckToken(state, context);
            state.Asked = request;
            return state.Refusal is { } refusal ? throw refusal : Task.FromResult(state.Imported);
        }

        public override async Task VerifyAccount(VerifyAccountRequest request, IServerStreamWriter<VerifyAccountResponse> responseStream, ServerCallContext context)
        {
            CheckToken(state, context);
            foreach (var response in state.Verification)
            {
                await responseStream.WriteAsync(response, context.CancellationToken);
            }

            if (state.VerificationEnd is { } end)
            {
                throw end;
            }
        }
    }

    private sealed class AlertStandIn(StandInState state) : AlertService.AlertServiceBase
    {
        public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responseStream, ServerCallContext context)
        {
            CheckToken(state, context);
            state.Watches.Enqueue(request);
            if (state.Refusals.TryDequeue(out var refusal))
            {
                throw refusal;
            }

            await context.WriteResponseHeadersAsync([]);
            if (state.Mute > 0)
            {
                state.Mute--;
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            }

            var position = request.ResumeToken.Length > 0 ? Math.Max(0, long.Parse(request.ResumeToken[6..], CultureInfo.InvariantCulture) - state.Rewind)
                : request.Start == WatchStart.Now ? state.After(0, null).Length : 0;
            var left = state.Cuts.TryDequeue(out var cut) ? cut : int.MaxValue;
            var arrives = cut % 3 != 0;
            while (!context.CancellationToken.IsCancellationRequested)
            {
                foreach (var alert in state.After(position, request.Filter))
                {
                    await SendAsync(new WatchAlertsResponse { Alert = alert, ResumeToken = $"token-{alert.Sequence}" });
                    position = alert.Sequence;
                }

                await SendAsync(new WatchAlertsResponse { Heartbeat = new Heartbeat(), ResumeToken = $"token-{position}" });
                await Task.Delay(20, context.CancellationToken);
            }

            async Task SendAsync(WatchAlertsResponse frame)
            {
                if (left-- <= 0)
                {
                    // What was sent just before is lost with the connection, or not.
                    await Task.Delay(arrives ? 30 : 0);
                    context.GetHttpContext().Abort();
                    throw new RpcException(new Status(StatusCode.Unavailable, "cut"));
                }

                await responseStream.WriteAsync(frame, context.CancellationToken);
            }
        }

        public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
        {
            CheckToken(state, context);
            state.Lists.Enqueue(request);
            var skip = request.PageToken.Length > 0 ? int.Parse(request.PageToken, CultureInfo.InvariantCulture) : 0;
            var matching = state.After(0, request.Filter);
            var page = matching.Skip(skip).Take(Math.Min(request.PageSize, state.PageSizeMax)).ToArray();
            var response = new ListAlertsResponse();
            response.Alerts.AddRange(page);
            response.NextPageToken = skip + page.Length < matching.Length ? (skip + page.Length).ToString(CultureInfo.InvariantCulture) : "";
            return Task.FromResult(response);
        }
    }

    private sealed class PostureStandIn(StandInState state) : PostureService.PostureServiceBase
    {
        public override Task<ListPostureResponse> ListPosture(ListPostureRequest request, ServerCallContext context)
        {
            CheckToken(state, context);
            var skip = request.PageToken.Length > 0 ? int.Parse(request.PageToken, CultureInfo.InvariantCulture) : 0;
            var response = new ListPostureResponse();
            foreach (var account in state.Postures.Skip(skip).Take(1).Select(account => account.Clone()))
            {
                var left = account.Results.Where(result => request.Statuses.Count == 0 || request.Statuses.Contains(result.Status)).ToList();
                account.Results.Clear();
                account.Results.AddRange(left);
                response.Accounts.AddRange(left.Count > 0 ? [account] : Array.Empty<AccountPosture>());
            }

            if (skip + 1 < state.Postures.Count)
            {
                response.NextPageToken = (skip + 1).ToString(CultureInfo.InvariantCulture);
            }
            else
            {
                response.Unreachable.AddRange(state.Unreachable);
            }

            return Task.FromResult(response);
        }

        public override Task<GetChecklistResponse> GetChecklist(GetChecklistRequest request, ServerCallContext context)
        {
            var checklist = new AccountChecklist { AccountId = request.AccountId, TenantId = "acme", Name = "a\u202Eb", AsOf = new Timestamp() };
            var point = new ChecklistPoint { Number = 1, Title = "Root MFA is on and works", Status = PostureStatus.Fail };
            point.Parts.Add(new ChecklistPart { Source = "P01", Status = PostureStatus.Pass, Text = "on" });
            point.Parts.Add(new ChecklistPart { Source = "events", Status = PostureStatus.Fail, Text = "root signed in without MFA" });
            checklist.Points.Add(point);
            return Task.FromResult(new GetChecklistResponse { Checklist = checklist });
        }

        public override Task<GetPostureResponse> GetPosture(GetPostureRequest request, ServerCallContext context)
        {
            CheckToken(state, context);
            return Task.FromResult(new GetPostureResponse
            {
                Posture = state.Postures.Find(account => account.AccountId == request.AccountId)
                    ?? throw new RpcException(new Status(StatusCode.NotFound, $"account {request.AccountId} is not watched")),
            });
        }
    }

    private sealed class AttestationStandIn(StandInState state) : AttestationService.AttestationServiceBase
    {
        public override Task<AddAttestationResponse> AddAttestation(AddAttestationRequest request, ServerCallContext context)
        {
            state.Asked = request;
            return state.Refusal is { } refusal ? throw refusal : Task.FromResult(new AddAttestationResponse { Attestation = state.Attestations[0] });
        }

        public override Task<ListAttestationsResponse> ListAttestations(ListAttestationsRequest request, ServerCallContext context)
        {
            var skip = request.PageToken.Length > 0 ? int.Parse(request.PageToken, CultureInfo.InvariantCulture) : 0;
            var isLast = skip + 1 >= state.Attestations.Count;
            return Task.FromResult(new ListAttestationsResponse
            {
                Attestations = { state.Attestations.Skip(skip).Take(1) },
                NextPageToken = isLast ? "" : (skip + 1).ToString(CultureInfo.InvariantCulture),
                Unreachable = { isLast ? state.Unreachable : [] },
            });
        }

        public override Task<WithdrawAttestationResponse> WithdrawAttestation(WithdrawAttestationRequest request, ServerCallContext context)
        {
            state.Asked = request;
            return state.Refusal is { } refusal ? throw refusal : Task.FromResult(new WithdrawAttestationResponse { Attestation = state.Attestations[0] });
        }
    }

    private sealed class EmergencyStandIn(StandInState state) : EmergencyService.EmergencyServiceBase
    {
        public override Task<RequestWindowResponse> RequestWindow(RequestWindowRequest request, ServerCallContext context) =>
            Task.FromResult(new RequestWindowResponse { Window = Take(request) });

        public override Task<ApproveWindowResponse> ApproveWindow(ApproveWindowRequest request, ServerCallContext context) =>
            Task.FromResult(new ApproveWindowResponse { Window = Take(request) });

        public override Task<ExtendWindowResponse> ExtendWindow(ExtendWindowRequest request, ServerCallContext context) =>
            Task.FromResult(new ExtendWindowResponse { Window = Take(request) });

        public override Task<CloseWindowResponse> CloseWindow(CloseWindowRequest request, ServerCallContext context) =>
            Task.FromResult(new CloseWindowResponse { Window = Take(request) });

        public override Task<ReviewWindowResponse> ReviewWindow(ReviewWindowRequest request, ServerCallContext context) =>
            Task.FromResult(new ReviewWindowResponse { Window = Take(request) });

        public override Task<GetWindowResponse> GetWindow(GetWindowRequest request, ServerCallContext context) =>
            Task.FromResult(new GetWindowResponse { Window = Take(request) });

        public override Task<ListWindowsResponse> ListWindows(ListWindowsRequest request, ServerCallContext context)
        {
            state.Asked = request;
            return Task.FromResult(new ListWindowsResponse { Windows = { state.Windows }, Unreachable = { state.Unreachable, state.WithoutWindows } });
        }

        private EmergencyWindow Take(Google.Protobuf.IMessage request)
        {
            state.Asked = request;
            return state.Refusal is { } refusal ? throw refusal : state.Windows[0];
        }
    }

    private sealed class DrillStandIn(StandInState state) : DrillService.DrillServiceBase
    {
        public override Task<StartDrillResponse> StartDrill(StartDrillRequest request, ServerCallContext context) =>
            Task.FromResult(new StartDrillResponse { Drill = Take(request) });

        public override Task<MarkDrillSeenResponse> MarkDrillSeen(MarkDrillSeenRequest request, ServerCallContext context) =>
            Task.FromResult(new MarkDrillSeenResponse { Drill = Take(request) });

        public override Task<AcknowledgeDrillResponse> AcknowledgeDrill(AcknowledgeDrillRequest request, ServerCallContext context) =>
            Task.FromResult(new AcknowledgeDrillResponse { Drill = Take(request) });

        public override Task<CloseDrillResponse> CloseDrill(CloseDrillRequest request, ServerCallContext context) =>
            Task.FromResult(new CloseDrillResponse { Drill = Take(request) });

        public override Task<GetDrillResponse> GetDrill(GetDrillRequest request, ServerCallContext context) =>
            Task.FromResult(new GetDrillResponse { Drill = Take(request) });

        public override Task<ListDrillsResponse> ListDrills(ListDrillsRequest request, ServerCallContext context)
        {
            state.Asked = request;
            return Task.FromResult(new ListDrillsResponse { Drills = { state.Drills }, Unreachable = { state.Unreachable } });
        }

        private Drill Take(Google.Protobuf.IMessage request)
        {
            state.Asked = request;
            return state.Refusal is { } refusal ? throw refusal : state.Drills[0];
        }
    }

    private sealed class AccountStandIn(StandInState state) : AccountService.AccountServiceBase
    {
        public override Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context)
        {
            CheckToken(state, context);
            var skip = request.PageToken.Length > 0 ? int.Parse(request.PageToken, CultureInfo.InvariantCulture) : 0;
            var page = state.Accounts.Skip(skip).Take(2).Select(account => account.Clone()).ToList();
            if (!request.IncludeStreams)
            {
                page.ForEach(account => account.Streams.Clear());
            }

            var response = new ListAccountsResponse();
            response.Accounts.AddRange(page);
            if (skip + page.Count < state.Accounts.Count)
            {
                response.NextPageToken = (skip + page.Count).ToString(CultureInfo.InvariantCulture);
            }
            else
            {
                response.Unreachable.AddRange(state.Unreachable);
            }

            return Task.FromResult(response);
        }

        public override Task<GetAccountResponse> GetAccount(GetAccountRequest request, ServerCallContext context)
        {
            CheckToken(state, context);
            return Task.FromResult(new GetAccountResponse
            {
                Account = state.Accounts.Find(account => account.AccountId == request.AccountId)
                    ?? throw new RpcException(new Status(StatusCode.NotFound, $"account {request.AccountId} is not watched")),
            });
        }
    }
}
