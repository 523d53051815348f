using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListTagsForResource : OrganizationsOperation
{
    public override string Name => "ListTagsForResource";

    /// <summary>Accounts have tags; nothing else has any here.</summary>
    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        JsonText.OfString(call.Input.Json, "ResourceId") is { } id && (organization.IsMember(id) || organization.IsParent(id))
            ? List(call, "Tags", [.. Tags(call, id).OrderBy(tag => tag.Key, StringComparer.Ordinal)], 50, static (json, tag) =>
            {
                json.WriteString("Key"u8, tag.Key);
                json.WriteString("Value", tag.Value);
            })
            : AwsError.OfService("TargetNotFoundException", "You provided a target that doesn't exist.");

    private static IReadOnlyDictionary<string, string> Tags(AwsCall call, string id) => call.Simulator.Postures.Of(id, call.Now).Tags;
}
