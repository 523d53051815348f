using System.Globalization;
using System.Text.Json;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

/// <summary>AWS publishes no rates for Organizations.</summary>
internal abstract class OrganizationsOperation : AwsOperation
{
    public override AwsService Service => AwsService.Organizations;

    public override Quota Quota => new(10, 20);

    /// <summary>Anybody in the organization may ask; otherwise only its management account.</summary>
    protected virtual bool ForMembers => false;

    public sealed override AwsAnswer Invoke(AwsCall call) => call.Simulator.Organizations.Of(call.Caller.Account, call.Now) switch
    {
        null => AwsError.OfService("AWSOrganizationsNotInUseException", "Your account is not a member of an organization."),
        { } organization when !ForMembers && !call.Simulator.Organizations.IsTrusted(organization, call.Caller.Account, call.Now) =>
            AwsError.OfService("AccessDeniedException", "You don't have permissions to access this resource."),
        { } organization => Invoke(call, organization),
    };

    protected abstract AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization);

    /// <summary>A list in pages. With the fault of empty pages, every other page is empty and still has a successor.</summary>
    protected static AwsAnswer List<T>(AwsCall call, string list, IReadOnlyList<T> items, int sizeMax, Action<Utf8JsonWriter, T> write)
    {
        var size = call.Input.Json.TryGetProperty("MaxResults", out var max) && max.TryGetInt32(out var wanted) ? wanted : sizeMax;
        var token = (JsonText.OfString(call.Input.Json, "NextToken") ?? "0").Split('.');
        if (size < 1 || size > sizeMax || !int.TryParse(token[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
        {
            return AwsError.OfService("InvalidInputException", "You provided invalid values for one or more parameters.");
        }

        var isEmpty = call.EmptyPages && token.Length == 1;
        var end = isEmpty ? start : Math.Min(start + size, items.Count);
        return AwsAnswer.OfJson(json =>
        {
            json.WriteStartArray(list);
            foreach (var item in items.Skip(start).Take(end - start))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (isEmpty || end < items.Count)
            {
                json.WriteString("NextToken", string.Create(CultureInfo.InvariantCulture, $"{end}{(isEmpty ? ".full" : "")}"));
            }
        });
    }
}
