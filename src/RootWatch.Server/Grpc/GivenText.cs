using System.Globalization;
using RootWatch.Detection.Alerts;

namespace RootWatch.Server.Grpc;

/// <summary>Texts that callers give and that other people will read. What is wrong with one is INVALID_ARGUMENT, naming the field.</summary>
internal static class GivenText
{
    /// <summary>Without the blanks around it.</summary>
    public static string Of(string field, string text, int charsMin, int charsMax)
    {
        string trimmed = text.Trim();
        if (trimmed.Length < charsMin || trimmed.Length > charsMax)
        {
            throw BadRequest.Field(field, string.Create(CultureInfo.InvariantCulture, $"has {trimmed.Length} characters; {charsMin} to {charsMax} are allowed"));
        }

        return ShownText.Of(trimmed, charsMax) == trimmed
            ? trimmed
            : throw BadRequest.Field(field, "holds line breaks, control characters or others that cannot be seen; leave them out");
    }

    /// <summary>An http or https address, or nothing: it will be a link in somebody's browser.</summary>
    public static string Address(string field, string text, int charsMax)
    {
        string address = Of(field, text, 0, charsMax);
        return address.Length == 0
            || (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && !address.Contains(' ', StringComparison.Ordinal))
            ? address
            : throw BadRequest.Field(field, "must be an http or https address without a password in it, such as https://wiki.example/root");
    }
}
