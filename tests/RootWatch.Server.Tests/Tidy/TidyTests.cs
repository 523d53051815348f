using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RootWatch.Server.Tests.Tidy;

/// <summary>The rules of the house that a compiler does not know: who may refer to whom, and where things live.</summary>
public sealed partial class TidyTests
{
    private static readonly DirectoryInfo Root = new(Repository.Root);

    public static TheoryData<string, string[]> Arrows => new()
    {
        { "src/RootWatch.Aws", [] },
        { "src/RootWatch.Detection", [] },
        { "src/RootWatch.Api", [] },
        { "src/RootWatch.Origins", ["RootWatch.Detection"] },
        { "src/RootWatch.Server", ["RootWatch.Api", "RootWatch.Aws", "RootWatch.Detection", "RootWatch.Origins"] },
        { "src/RootWatch.Cli", ["RootWatch.Api", "RootWatch.Detection", "RootWatch.Origins"] },
        // A simulator that shared code with the product would share its mistakes.
        { "tests/RootWatch.AwsSimulator", [] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_refers_only_to_those_below_it(string project, string[] allowed)
    {
        string file = Path.Combine(Root.FullName, project, Path.GetFileName(project) + ".csproj");
        IEnumerable<string> references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Equal(allowed, references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Detection_is_pure_and_brings_no_package_but_the_parser_of_rule_files()
    {
        string file = Path.Combine(Root.FullName, "src/RootWatch.Detection/RootWatch.Detection.csproj");
        Assert.Equal(["YamlDotNet"], XDocument.Load(file).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value));
        Assert.Empty(XDocument.Load(file).Descendants("FrameworkReference"));
    }

    [Fact]
    public void Every_source_folder_has_a_name_that_says_what_is_in_it()
    {
        string[] empty = ["Common", "Core", "Helpers", "Utils", "Models", "Services", "Interfaces"];
        IEnumerable<string> found = SourceFiles("*.cs")
            .SelectMany(file => Path.GetRelativePath(Root.FullName, file).Split(Path.DirectorySeparatorChar)[..^1])
            .Where(empty.Contains).Distinct();
        Assert.Empty(found);
    }

    [Fact]
    public void The_top_level_holds_only_what_was_agreed()
    {
        string[] agreed = ["src", "tests", "deploy", "docs", "RootWatch.sln", "docker-compose.yml", "README.md", "LICENSE",
            "global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt",
            // made by building and running, and ignored by git
            "artifacts", "data", "TestResults"];
        IEnumerable<string> others = Root.EnumerateFileSystemInfos().Select(entry => entry.Name)
            .Where(name => !name.StartsWith('.')).Except(agreed);
        Assert.Empty(others);
    }

    [Fact]
    public void Nothing_is_left_half_done_in_the_sources()
    {
        IEnumerable<string> found = SourceFiles("*.cs").Where(file => file.Contains("/src/", StringComparison.Ordinal)
            && HalfDone().IsMatch(File.ReadAllText(file)));
        Assert.Empty(found);
    }

    [Fact]
    public void Every_package_version_stands_in_one_place()
    {
        IEnumerable<string> pinned = SourceFiles("*.csproj")
            .Where(file => XDocument.Load(file).Descendants("PackageReference").Any(package => package.Attribute("Version") is not null));
        Assert.Empty(pinned);
        IEnumerable<string> floating = XDocument.Load(Path.Combine(Root.FullName, "Directory.Packages.props"))
            .Descendants("PackageVersion").Where(package => package.Attribute("Version")!.Value.IndexOfAny(['*', '[', '(']) >= 0)
            .Select(package => package.Attribute("Include")!.Value);
        Assert.Empty(floating);
    }

    [Fact]
    public void Links_between_our_documents_lead_somewhere()
    {
        List<string> broken = [];
        foreach (string file in SourceFiles("*.md"))
        {
            foreach (Match link in RelativeLink().Matches(File.ReadAllText(file)))
            {
                string target = link.Groups["target"].Value;
                string path = Path.Combine(Path.GetDirectoryName(file)!, target);
                if (!File.Exists(path) && !Directory.Exists(path))
                {
                    broken.Add($"{Path.GetRelativePath(Root.FullName, file)} -> {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    private static IEnumerable<string> SourceFiles(string pattern) =>
        new[] { "src", "tests", "docs", "deploy" }.Select(folder => Path.Combine(Root.FullName, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
            .Append(Path.Combine(Root.FullName, "README.md")).Where(File.Exists)
            .Where(file => Path.GetExtension(file) == Path.GetExtension(pattern) && !Made().IsMatch(file));

    [GeneratedRegex(@"/(bin|obj|node_modules|artifacts)/")]
    private static partial Regex Made();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|NotImplementedException")]
    private static partial Regex HalfDone();

    [GeneratedRegex(@"\]\((?<target>(?![a-z]+:|#)[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex RelativeLink();
}
