using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Iam;

/// <summary>Reads IAM's answers. Names are compared without their namespace.</summary>
internal static class IamXml
{
    /// <summary>The operation's result element. Null if it is another document: nothing must be read out of a proxy's page.</summary>
    public static async Task<XElement?> ResultAsync(XmlReader reader, string operation)
    {
        await reader.MoveToContentAsync();
        if (reader.LocalName != $"{operation}Response")
        {
            return null;
        }

        return (await XElement.LoadAsync(reader, LoadOptions.None, CancellationToken.None)).Child($"{operation}Result");
    }

    public static int? Number(this XElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    public static bool IsTrue(this XElement element, string name) => element.Text(name) == "true";

    public static DateTimeOffset? Time(this XElement element, string name) => IamTimes.Parse(element.Text(name));

    /// <summary>The members of a list; null if the list itself is absent, which no answer of IAM's does.</summary>
    public static IEnumerable<XElement>? Members(this XElement element, string list) =>
        element.Child(list)?.Elements().Where(child => child.Name.LocalName == "member");

    /// <summary>The marker of the next page, if there is one.</summary>
    public static string? NextMarker(this XElement result) => result.IsTrue("IsTruncated") ? result.Text("Marker") : null;
}

internal static class IamTimes
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
