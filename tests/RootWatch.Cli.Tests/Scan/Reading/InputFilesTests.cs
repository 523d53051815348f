using System.Diagnostics;
using System.IO.Pipes;
using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Tests.Scan.Reading;

public sealed class InputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_gives_what_can_hold_records_in_a_fixed_order()
    {
        foreach (var name in (string[])["b/2.json", "b/1.JSONL", "b/a/9.json.gz", "a.ndjson", "c.gz", "README.md", "x.csv", ".hidden.json", "b/.h/3.json"])
        {
            _folder.Write(name, "{}");
        }

        _folder.Write("empty.json", "");
        _folder.Write("1_CloudTrail-Digest_x.json.gz", "{}");
        _folder.Write("1_CloudTrail-Insight_x.json.gz", "{}");
        var found = InputFiles.Find([_folder.Path]);
        Assert.Equal(
            [".hidden.json", "a.ndjson", "c.gz", "b/1.JSONL", "b/2.json", "b/.h/3.json", "b/a/9.json.gz"],
            found.Files.Select(file => Path.GetRelativePath(_folder.Path, file.Path)));
        Assert.Equal(
            ["1_CloudTrail-Digest_x.json.gz", "1_CloudTrail-Insight_x.json.gz", "README.md", "empty.json", "x.csv"],
            found.Others.Select(other => Path.GetRelativePath(_folder.Path, other.Path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_called_like_a_digest_hides_no_logs()
    {
        var path = _folder.Write("case_CloudTrail-Digest__CloudTrail-Insight_logs/a.json", "{}");
        Assert.Equal(path, Assert.Single(InputFiles.Find([_folder.Path]).Files).Path);
    }

    [Fact]
    public void A_named_file_is_read_whatever_it_is_called_and_once()
    {
        var path = _folder.Write("trail.log", "{}");
        var found = InputFiles.Find([path, Path.Combine(_folder.Path, ".", "trail.log"), _folder.Path, "-", "-"]);
        Assert.Equal([path, "-"], found.Files.Select(file => file.Path));
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        File.CreateSymbolicLink(_folder.File("dangling.json"), _folder.File("nowhere"));
        File.CreateSymbolicLink(_folder.File("loop.json"), _folder.File("loop.json"));
        var found = InputFiles.Find([_folder.File("missing.json"), _folder.File("a\0b"), _folder.Path, _folder.File("dangling.json"), ""]);
        Assert.Equal(
            [("missing.json", "not_found", true), ("a\0b", "not_found", true), ("dangling.json", "dangling_link", false), ("loop.json", "dangling_link", false), ("", "not_found", true)],
            found.Files.Select(file => (Path.GetFileName(file.Path), file.Unreadable!, file.Named)));
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_told_as_such()
    {
        InBash("printf '{}' > $'a\\xff.json' && mkdir $'d\\xff'");
        var found = InputFiles.Find([_folder.Path, _folder.File("b\uFFFD.json")]);
        Assert.Equal(["name_not_utf8", "name_not_utf8", "name_not_utf8"], found.Files.Select(file => file.Unreadable));
        // What .NET cannot open it cannot delete either.
        InBash("rm -r *");
    }

    private void InBash(string command)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = _folder.Path })!;
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
    }

    [Fact]
    public void What_a_shell_hands_over_as_a_link_to_a_pipe_is_read()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
        Assert.Equal(new InputFile(path, 0, Named: true), Assert.Single(InputFiles.Find([path]).Files));
    }

    [Fact]
    public void Links_to_files_are_read_and_links_to_directories_cannot_go_round()
    {
        _folder.Write("a/real.json", "{}");
        Directory.CreateSymbolicLink(_folder.File("a/up"), _folder.Path);
        File.CreateSymbolicLink(_folder.File("link.json"), _folder.File("a/real.json"));
        var found = InputFiles.Find([_folder.Path]);
        Assert.Equal(["link.json", "a/real.json"], found.Files.Select(file => Path.GetRelativePath(_folder.Path, file.Path)));
        Assert.Equal(["a/up"], found.Others.Select(other => Path.GetRelativePath(_folder.Path, other.Path)));
        Assert.Equal(2, found.Files[0].Bytes);
    }

    [Fact]
    public void A_link_to_a_directory_is_followed_if_it_is_named()
    {
        _folder.Write("a/real.json", "{}");
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("a"));
        Assert.Equal([_folder.File("link/real.json")], InputFiles.Find([_folder.File("link")]).Files.Select(file => file.Path));
    }

    [Fact]
    public void A_tree_deeper_than_a_stack_is_walked()
    {
        var path = _folder.Path;
        for (var i = 0; i < 150; i++)
        {
            path = Path.Combine(path, "d");
        }

        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "a.json"), "{}");
        Assert.Single(InputFiles.Find([_folder.Path]).Files);
    }
}
