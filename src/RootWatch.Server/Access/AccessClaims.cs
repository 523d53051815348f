using System.Security.Claims;
using RootWatch.Detection.Tenants;

namespace RootWatch.Server.Access;

/// <summary>How HttpContext.User tells who is calling. The tenant comes from here and from nowhere else.</summary>
internal static class AccessClaims
{
    /// <summary>The one tenant the caller may see, or <see cref="TenantId.All"/>.</summary>
    public const string Tenant = "tenant";

    /// <summary>viewer, operator, approver or admin.</summary>
    public const string Role = "role";

    /// <summary>Id of the token, for logs.</summary>
    public const string Token = "token";

    /// <summary>Under --dev: whoever reaches the loopback may do everything.</summary>
    public static ClaimsPrincipal Developer { get; } = Of("dev", TenantId.All, Access.Role.Admin);

    public static ClaimsPrincipal Of(TokenRegistration token) => Of(token.Id, token.TenantId, token.Role);

    private static ClaimsPrincipal Of(string tokenId, string tenantId, Role role) => new(new ClaimsIdentity(
        [new Claim(Token, tokenId), new Claim(Tenant, tenantId), new Claim(Role, role.ToString().ToLowerInvariant())],
        authenticationType: "Bearer", nameType: Token, roleType: Role));
}
