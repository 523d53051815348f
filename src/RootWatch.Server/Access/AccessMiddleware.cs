using System.Text;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Access;

/// <summary>Lets a request to its endpoint or refuses it. Everything that is not said to be open needs a token.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, ServerSettings settings, CurrentTokens tokens, CallLimit limit)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
            return;
        }

        GrpcMethodMetadata? rpc = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>();
        if (rpc is not null != (context.Features.Get<ListenerFeature>()?.Kind is ListenerKind.Grpc))
        {
            // gRPC belongs to its own listener, and metrics do not leak out of it.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        (StatusCode status, string refusal) = rpc is null ? JudgeHttp(context, endpoint) : JudgeRpc(context, rpc.Method.FullName);
        if (status is StatusCode.OK)
        {
            await (rpc is null ? next(context) : Answer(context, rpc));
        }
        else if (rpc is not null)
        {
            RefuseRpc(context, status, refusal);
        }
        else
        {
            context.Response.StatusCode = status is StatusCode.Unauthenticated ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await context.Response.WriteAsync(refusal + "\n");
        }
    }

    private async Task Answer(HttpContext context, GrpcMethodMetadata rpc)
    {
        string caller = context.Features.Get<TokenRegistration>()?.Id ?? "";
        bool isStream = rpc.Method.Type is not MethodType.Unary;
        // Under --dev everybody is one, and a load balancer is answered whoever else asks.
        if (settings.Dev || (caller.Length == 0 && !isStream))
        {
            await next(context);
            return;
        }

        if (!limit.Enter(caller, isStream))
        {
            RefuseRpc(context, StatusCode.ResourceExhausted, caller.Length > 0
                ? $"the token '{caller}' has {CallLimit.MaxOf(isStream)} {(isStream ? "streams" : "calls")} open here: end some, or use another token"
                : $"{CallLimit.MaxOf(isStream)} streams are open here without a token: try again later");
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            limit.Leave(caller, isStream);
        }
    }

    private (StatusCode, string) JudgeRpc(HttpContext context, string rpc)
    {
        if (!RpcAccess.Table.TryGetValue(rpc, out Role? needed))
        {
            return (StatusCode.PermissionDenied, $"{rpc} is not open to anybody");
        }

        return needed is null ? (StatusCode.OK, "") : Judge(context, needed.Value, tenantNeeded: null);
    }

    private (StatusCode, string) JudgeHttp(HttpContext context, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<OpenToAll>() is not null || settings.HttpListen.IsLoopback
            ? (StatusCode.OK, "")
            // Metrics name the accounts of all tenants.
            : Judge(context, Role.Viewer, tenantNeeded: TenantId.All);

    private (StatusCode, string) Judge(HttpContext context, Role needed, string? tenantNeeded)
    {
        if (settings.Dev)
        {
            context.User = AccessClaims.Developer;
            return (StatusCode.OK, "");
        }

        string? header = context.Request.Headers.Authorization;
        if (string.IsNullOrEmpty(header))
        {
            return (StatusCode.Unauthenticated, "a token is needed: send the header 'authorization: Bearer rw_...'");
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (StatusCode.Unauthenticated, "the authorization header must be 'Bearer rw_...'");
        }

        TokenVerdict verdict = tokens.Judge(header[Scheme.Length..].Trim());
        if (verdict.Token is not { } token)
        {
            return (StatusCode.Unauthenticated, verdict.Refusal);
        }

        if (token.Role < needed)
        {
            return (StatusCode.PermissionDenied, $"this needs the role {Name(needed)}; the token '{token.Id}' has {Name(token.Role)}");
        }

        if (tenantNeeded is not null && token.TenantId != tenantNeeded)
        {
            return (StatusCode.PermissionDenied, $"this shows all tenants; the token '{token.Id}' is for one");
        }

        context.User = AccessClaims.Of(token);
        context.Features.Set(token);
        return (StatusCode.OK, "");
    }

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    // gRPC's "trailers only" answer: a client shows the reason instead of "bad HTTP status 401".
    private static void RefuseRpc(HttpContext context, StatusCode status, string refusal)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = PercentEncoded(refusal);
    }

    private static string PercentEncoded(string text)
    {
        StringBuilder encoded = new();
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            _ = unit is >= 0x20 and <= 0x7e and not (byte)'%'
                ? encoded.Append((char)unit)
                : encoded.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return encoded.ToString();
    }
}

/// <summary>Marks an HTTP endpoint that asks for no token because it tells nothing.</summary>
internal sealed class OpenToAll;
