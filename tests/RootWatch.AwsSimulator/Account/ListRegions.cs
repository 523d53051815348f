using System.Globalization;
using System.Text;
using System.Text.Json;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Account;

internal sealed class ListRegions : AwsOperation
{
    /// <summary>AWS's default is not documented; below the number of regions, so that every client must page.</summary>
    private const int PageSizeDefault = 20;

    private const int PageSizeMax = 50;

    private static readonly string[] Statuses = ["ENABLED", "ENABLING", "DISABLING", "DISABLED", "ENABLED_BY_DEFAULT"];

    public override AwsService Service => AwsService.Account;

    public override string Name => "ListRegions";

    public override string Path => "/listRegions";

    public override Quota Quota => new(5, 5);

    public override AwsAnswer Invoke(AwsCall call)
    {
        var input = call.Input.Json;
        if (!TryReadPageSize(input, out var pageSize))
        {
            return Invalid($"MaxResults must be a number from 1 to {PageSizeMax}");
        }

        if (!TryReadStatuses(input, out var wanted))
        {
            return Invalid("RegionOptStatusContains must be a list of: " + string.Join(", ", Statuses));
        }

        if (JsonText.OfString(input, "AccountId") is { } other && other != call.Caller.Account)
        {
            return AwsError.Denied(AwsProtocol.RestJson, call.Caller.Arn, "account:ListRegions", $"arn:aws:account::{other}:account", null);
        }

        if (!TryReadStart(input, out var start))
        {
            return Invalid("NextToken is not one that was given out");
        }

        var regions = CommercialRegions.All
            .Select(region => (Name: region, Status: call.Simulator.OptStatus(call.Caller.Account, region)))
            .Where(region => wanted is null || wanted.Contains(region.Status))
            .ToList();
        return AwsAnswer.OfJson(json =>
        {
            if (start + pageSize < regions.Count)
            {
                json.WriteString("NextToken", Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"regions:{start + pageSize}"))));
            }

            json.WriteStartArray("Regions");
            foreach (var (name, status) in regions.Skip(start).Take(pageSize))
            {
                json.WriteStartObject();
                json.WriteString("RegionName", name);
                json.WriteString("RegionOptStatus", status);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static AwsError Invalid(string message) => AwsError.OfService("ValidationException", message);

    private static bool TryReadPageSize(JsonElement input, out int size)
    {
        size = PageSizeDefault;
        return !input.TryGetProperty("MaxResults", out var value) || value.ValueKind == JsonValueKind.Null
            || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out size) && size is >= 1 and <= PageSizeMax);
    }

    private static bool TryReadStatuses(JsonElement input, out HashSet<string>? wanted)
    {
        wanted = null;
        if (!input.TryGetProperty("RegionOptStatusContains", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || !Statuses.Contains(item.GetString())))
        {
            return false;
        }

        wanted = [.. list.EnumerateArray().Select(item => item.GetString()!)];
        return true;
    }

    private static bool TryReadStart(JsonElement input, out int start)
    {
        start = 0;
        if (JsonText.OfString(input, "NextToken") is not { } token)
        {
            return true;
        }

        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(':') is ["regions", var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out start);
    }
}
