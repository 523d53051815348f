namespace RootWatch.Cli.Tests.Scan;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OriginOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Countries_are_known_without_any_file()
    {
        var input = _folder.Write("a.json", Records.Lines(From(1, "193.99.144.85"), From(2, "8.8.8.8")));
        var run = await Rootwatch.RunAsync("scan", input, "--format", "json");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.OutLines, line => line.Contains("RW-S08", StringComparison.Ordinal) && line.Contains("signed in from US", StringComparison.Ordinal) && line.Contains("\"severity\":\"high\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_ones_own_is_used()
    {
        var input = _folder.Write("a.json", Records.Lines(From(1, "203.0.113.66")));
        var lists = _folder.Write("lists.txt", "version 1\ntor 203.0.113.0/24\n");
        var run = await Rootwatch.RunAsync("scan", input, "--geo-lists", lists, "--rule", "RW-S12");
        Assert.Contains("listed as a Tor exit", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("RW-S12", (await Rootwatch.RunAsync("scan", input)).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--geo-country", "not there", "is not there; leave out --geo-country to use the shipped table")]
    [InlineData("--geo-asn", "a.json", "is no table in MaxMind's format, or is damaged")]
    [InlineData("--geo-lists", "a.json", "a.json:1 a line is a kind (tor,")]
    public async Task A_file_that_cannot_be_used_ends_the_scan_and_is_named_with_what_to_do(string option, string file, string expected)
    {
        var input = _folder.Write("a.json", Records.Lines(From(1, "8.8.8.8")));
        var run = await Rootwatch.RunAsync("scan", input, option, _folder.File(file));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains(file, run.Error, StringComparison.Ordinal);
    }

    private static System.Text.Json.Nodes.JsonObject From(int n, string address) => Records.SignIn(n, record => record["sourceIPAddress"] = address);
}
