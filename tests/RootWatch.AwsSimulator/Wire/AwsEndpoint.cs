using System.Text;
using RootWatch.AwsSimulator.Faults;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>One request's way: read, route, authenticate, suffer the faults, pay the quota, be answered, be counted.</summary>
internal sealed class AwsEndpoint(Simulator simulator)
{
    private const string HtmlError = "<html><body><b>Http/1.1 Service Unavailable</b></body> </html>";
    private const string BrokenJson = """{"Events":[{"EventId":"0f5b""";

    private readonly AwsAuthenticator _authenticator = new(simulator);

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var body = await ReadBodyAsync(request);
        var requestId = Guid.NewGuid().ToString();
        var header = request.Headers.Authorization.ToString();
        var problem = "";
        var authorization = header.Length == 0 ? null : SigV4Authorization.Parse(header, out problem);
        var route = AwsRouter.Route(request, body, authorization);
        var region = authorization?.Region ?? "";

        var now = simulator.Now;
        var caller = _authenticator.Authenticate(request, body, authorization, problem, route, now, out var error);
        error ??= route.Error;
        var account = caller is null ? "" : route.Operation?.SubjectAccount(route.Input) ?? caller.Account;
        IReadOnlyList<ActiveFault> Hit(FaultKind kind) => simulator.Faults.Hit(kind, account, region, route.OperationName);

        AwsBytes bytes;
        string? code;
        if (error is null && caller is not null)
        {
            var delay = Hit(FaultKind.Delay).Sum(hit => hit.Fault.Seconds);
            if (delay > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(delay), simulator.Options.TimeProvider, context.RequestAborted);
                now = simulator.Now;
            }

            if (Hit(FaultKind.Disconnect).Count > 0)
            {
                simulator.Calls.Add(account, region, route.OperationName, "disconnect", now);
                context.Abort();
                return;
            }

            if (Hit(FaultKind.Error) is [var failure, ..])
            {
                var status = failure.Fault.Status ?? 500;
                var text = failure.Fault.Body ?? HtmlError;
                bytes = new AwsBytes(status, text.StartsWith('<') ? "text/html" : "application/x-amz-json-1.1", Encoding.UTF8.GetBytes(text));
                code = $"http-{status}";
            }
            else if (Hit(FaultKind.Garbage) is [var garbage, ..])
            {
                bytes = new AwsBytes(200, "application/x-amz-json-1.1", Encoding.UTF8.GetBytes(garbage.Fault.Body ?? BrokenJson));
                code = "garbage";
            }
            else
            {
                var call = new AwsCall(
                    simulator, route.Operation!, region, caller, route.Input, now, requestId, context.Connection.RemoteIpAddress?.ToString() ?? "", request.Headers.UserAgent.ToString(),
                    Hit(FaultKind.EmptyPages).Count > 0, Hit(FaultKind.HistoryStands).Select(hit => hit.SetAt).Append(now).Min());
                var answer = Refused(call, route.Protocol, Hit) is { } refusal ? refusal : await route.Operation!.InvokeAsync(call, context.RequestAborted);
                bytes = AwsWriter.Write(route.Protocol, route.Service, route.OperationName, answer, requestId);
                code = answer.Error?.Code;
            }
        }
        else
        {
            bytes = AwsWriter.WriteError(route.Protocol, route.Service, error!, requestId);
            code = error!.Code;
        }

        var truncate = caller is not null && error is null && Hit(FaultKind.Truncate).Count > 0;
        simulator.Calls.Add(account, region, route.OperationName, truncate ? "truncate" : code, now);
        await SendAsync(context, bytes, requestId, truncate);
    }

    private AwsError? Refused(AwsCall call, AwsProtocol protocol, Func<FaultKind, IReadOnlyList<ActiveFault>> hit)
    {
        var operation = call.Operation;
        if (call.Caller.IsSession && hit(FaultKind.Expired).Any(fault => call.Caller.IssuedAt <= fault.SetAt))
        {
            return AwsError.ExpiredToken(protocol);
        }

        if (call.Caller.IsSession && hit(FaultKind.RegionOff).Count > 0)
        {
            return AwsError.InvalidToken(protocol);
        }

        if (hit(FaultKind.Throttle).Count > 0
            || !simulator.Buckets.TryTake(call.Caller.Account, call.Region, operation.Name, operation.Quota, call.Now))
        {
            return AwsError.Throttled(protocol);
        }

        var action = operation.Permission;
        return operation.NeedsPermission && (hit(FaultKind.Deny).Count > 0 || IsLacking(call, action))
            ? AwsError.Denied(protocol, call.Caller.Arn, action, operation.Resource(call.Input),
                operation.Resource(call.Input) is null ? $"because no identity-based policy allows the {action} action" : null)
            : null;
    }

    private bool IsLacking(AwsCall call, string action) =>
        call.Caller.IsSession && simulator.Postures.Of(call.Caller.Account, call.Now).WatchRoleLacks.Contains(action);

    private async Task SendAsync(HttpContext context, AwsBytes bytes, string requestId, bool truncate)
    {
        var response = context.Response;
        response.StatusCode = bytes.Status;
        response.ContentType = bytes.ContentType;
        response.ContentLength = bytes.Body.Length;
        response.Headers["x-amzn-RequestId"] = requestId;
        response.Headers.Date = simulator.Now.ToString("r");
        if (bytes.ErrorType is { } errorType)
        {
            response.Headers["x-amzn-ErrorType"] = errorType;
        }

        if (bytes.QueryError is { } queryError)
        {
            response.Headers["x-amzn-query-error"] = queryError;
        }

        if (!truncate)
        {
            await response.Body.WriteAsync(bytes.Body, context.RequestAborted);
            return;
        }

        await response.Body.WriteAsync(bytes.Body[..(bytes.Body.Length / 2)], context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }
}
