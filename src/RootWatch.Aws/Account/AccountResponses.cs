using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Account;

public sealed record Region(string RegionName, string RegionOptStatus)
{
    /// <summary>True if calls to the region are answered.</summary>
    public bool IsEnabled => RegionOptStatus is "ENABLED" or "ENABLED_BY_DEFAULT";
}

public sealed record ListRegionsResponse(IReadOnlyList<Region> Regions);

public enum AlternateContactType
{
    Billing,
    Operations,
    Security,
}

/// <summary>Whom AWS tells beside the root user.</summary>
public sealed record AlternateContact
{
    public string? Name { get; init; }
    public string? Title { get; init; }
    public string? EmailAddress { get; init; }
    public string? PhoneNumber { get; init; }
}

/// <param name="AlternateContact">Null: the account has none of that type.</param>
public sealed record GetAlternateContactResponse(AlternateContact? AlternateContact);

/// <summary>Only what tells whether somebody can be reached; addresses are not read.</summary>
public sealed record ContactInformation
{
    public string? FullName { get; init; }
    public string? CompanyName { get; init; }
    public string? PhoneNumber { get; init; }
}

/// <param name="ContactInformation">Null: the account has none.</param>
public sealed record GetContactInformationResponse(ContactInformation? ContactInformation);

public sealed record GetPrimaryEmailResponse(string? PrimaryEmail);

internal sealed record ListRegionsPage(IReadOnlyList<Region?>? Regions, string? NextToken);

[JsonSourceGenerationOptions(Converters = [typeof(AwsStringConverter)])]
[JsonSerializable(typeof(ListRegionsPage))]
[JsonSerializable(typeof(GetAlternateContactResponse))]
[JsonSerializable(typeof(GetContactInformationResponse))]
[JsonSerializable(typeof(GetPrimaryEmailResponse))]
internal sealed partial class AccountJson : JsonSerializerContext;
