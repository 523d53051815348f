using Grpc.Core;
using RootWatch.Detection.Events;

namespace RootWatch.Server.Grpc;

/// <summary>Refusals that name the field and say what it may be.</summary>
internal static class BadRequest
{
    /// <summary>What is said of a token, so that a list is not taken for complete.</summary>
    public const string ForeignToken = "made for another tenant than that of your access token";

    private const int PageSizeDefault = 100;
    private const int PageSizeMax = 1000;

    public static RpcException Field(string field, string what) => new(new Status(StatusCode.InvalidArgument, $"{field}: {what}"));

    public static int PageSize(int asked) => asked switch
    {
        < 0 => throw Field("page_size", $"{asked} is below 0; leave it out for {PageSizeDefault}"),
        0 => PageSizeDefault,
        _ => Math.Min(asked, PageSizeMax),
    };

    /// <summary>Values to choose by. One that is none, such as of a newer client, would choose nothing, and that reads as "there is none".</summary>
    public static HashSet<T> Chosen<T>(string field, IEnumerable<T> asked)
        where T : struct, Enum
    {
        HashSet<T> chosen = [.. asked];
        T[] none = [.. chosen.Where(value => EqualityComparer<T>.Default.Equals(value, default) || !Enum.IsDefined(value))];
        return none.Length == 0 ? chosen : throw Field(field, $"{none[0]:D} is no {typeof(T).Name} to choose by; leave the field out for all");
    }

    public static void AccountId(string field, string accountId)
    {
        if (!AccountIds.IsAccountId(accountId))
        {
            throw Field(field, "an AWS account id has 12 digits");
        }
    }
}
