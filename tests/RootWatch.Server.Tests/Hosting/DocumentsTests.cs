using System.Text.RegularExpressions;
using RootWatch.Server.Accounts;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Hosting;
using RootWatch.Server.Organizations;
using RootWatch.Server.Posture;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>What the documents name is there, and what is there is named.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] Documents = [Path.Combine(Repository.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")];

    [Fact]
    public void Metrics_of_the_documents_are_those_of_the_server()
    {
        string[] made = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "RootWatch.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => MetricOfCode().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value.Replace('.', '_')).Distinct()];
        Assert.True(made.Length > 20, $"only {made.Length} metrics were found");
        string[] named = [.. Documents.SelectMany(file => MetricOfText().Matches(File.ReadAllText(file))).Select(match => Unit().Replace(match.Value, "")).Distinct()];
        Assert.Equal(made.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_of_the_documents_are_those_of_the_server()
    {
        SettingSection[] sections =
        [
            SettingSection.Poll(new PollOptions()), SettingSection.Posture(new PostureOptions()), SettingSection.Push(new PushOptions()),
            SettingSection.Heartbeat(new HeartbeatOptions()), SettingSection.Organizations(new OrganizationOptions()),
        ];
        string[] known = [.. SettingKeys.All.Select(key => key.Path), .. sections.SelectMany(section => SettingsReading.BoundProperties(section.Options.GetType()).Select(property => $"{section.Name}:{property.Name}"))];
        string[] named = [.. Documents.SelectMany(file => Setting().Matches(File.ReadAllText(file))).Select(match => match.Value.Replace("ROOTWATCH__", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal)).Distinct()];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, known, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Links_within_the_repository_lead_somewhere()
    {
        (string File, string Target)[] links = [.. from file in Documents
                                                   from match in Link().Matches(File.ReadAllText(file))
                                                   select (file, match.Groups["target"].Value)];
        Assert.True(links.Length > 50, $"only {links.Length} links were found");
        Assert.All(links, link =>
        {
            string[] parts = link.Target.Split('#');
            string path = parts[0].Length == 0 ? link.File : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link.File)!, parts[0]));
            Assert.True(Path.Exists(path), $"{link.File} names {link.Target}, which is not there");
            Assert.True(parts.Length == 1 || Anchors(path).Contains(parts[1]), $"{link.File} names {link.Target}, which has no such heading");
        });
    }

    /// <summary>As GitHub makes them of headings, and those that are written out.</summary>
    private static HashSet<string> Anchors(string file)
    {
        string text = File.ReadAllText(file);
        return [.. Heading().Matches(text).Select(match => NoAnchor().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-')), .. Anchor().Matches(text).Select(match => match.Groups["id"].Value)];
    }

    [GeneratedRegex("\"(?<name>rootwatch[._](?!json\")[a-z._]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex MetricOfCode();

    [GeneratedRegex("rootwatch_[a-z_]+", RegexOptions.CultureInvariant)]
    private static partial Regex MetricOfText();

    [GeneratedRegex("(_seconds)?(_total|_bucket)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();

    [GeneratedRegex("(?<=`)(Poll|Posture|Push|Heartbeat|Organizations):[A-Za-z]+(?=`)|ROOTWATCH__[A-Z_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant)]
    private static partial Regex NoAnchor();

    [GeneratedRegex("<a id=\"(?<id>[^\"]+)\">", RegexOptions.CultureInvariant)]
    private static partial Regex Anchor();
}
