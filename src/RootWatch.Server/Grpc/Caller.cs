using System.Security.Claims;
using Grpc.Core;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Access;

namespace RootWatch.Server.Grpc;

/// <summary>Who calls, as Access has established it. A request can never say for itself which tenant it speaks for.</summary>
/// <param name="Tenant">The tenant of the caller's token, or <see cref="TenantId.All"/>: the service provider's own tokens.</param>
/// <param name="Name">The id of the token, by which what the caller does is remembered.</param>
internal sealed record Caller(string Tenant, string Name)
{
    public bool ReadsAll => Tenant == TenantId.All;

    public static Caller From(ServerCallContext context) =>
        context.GetHttpContext().User is { } user
            && user.FindFirstValue(AccessClaims.Tenant) is { Length: > 0 } tenant && user.FindFirstValue(AccessClaims.Token) is { Length: > 0 } name
            ? new Caller(tenant, name)
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "no token was sent: add the header 'authorization: Bearer <token>'"));

    /// <summary>Logs of our own have names that are no tenant's.</summary>
    public bool MayRead(string tenantId) => ReadsAll ? TenantId.IsValid(tenantId) : Tenant == tenantId;
}
