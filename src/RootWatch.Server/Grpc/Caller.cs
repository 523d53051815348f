using System.Security.Claims;
using Grpc.Core;

namespace RootWatch.Server.Grpc;

/// <summary>Who calls, as Access has established it. A request can never say for itself which tenant it speaks for.</summary>
/// <param name="TenantId">The tenant of the caller's token, or <see cref="AllTenants"/>.</param>
internal sealed record Caller(string TenantId)
{
    /// <summary>The service provider's own tokens: every tenant may be read.</summary>
    public const string AllTenants = "*";

    public const string TenantClaim = "tenant";

    public const string RoleClaim = "role";

    public bool ReadsAll => TenantId == AllTenants;

    public static Caller From(ServerCallContext context) =>
        context.GetHttpContext().User.FindFirstValue(TenantClaim) is { Length: > 0 } tenant
            ? new Caller(tenant)
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "no token was sent: add the header 'authorization: Bearer <token>'"));

    public bool MayRead(string tenantId) => ReadsAll || TenantId == tenantId;
}
