using System.Xml.Linq;

namespace RootWatch.Aws.Wire;

/// <summary>Reads answers in XML. Names are compared without their namespace.</summary>
internal static class AwsXml
{
    public static XElement? Child(this XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    /// <summary>Null if there is no such child.</summary>
    public static string? Text(this XElement element, string name) => element.Child(name)?.Value;
}
