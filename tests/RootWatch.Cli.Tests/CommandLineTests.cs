namespace RootWatch.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("policy print")]
    [InlineData("policy print --format terraform")]
    [InlineData("scan --help")]
    public async Task Output_that_cannot_be_written_is_told_and_is_no_success(string command)
    {
        var run = await IntoFullDisk(command.Split(' '));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("rootwatch: the output cannot be written: the disk is full", run.ErrorLines.Single());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_token_that_could_not_be_shown_is_told_to_be_of_no_use(string output)
    {
        var run = await IntoFullDisk("token", "create", "--id", "ops", "--tenant", "acme", "--role", "viewer", "--file", _folder.File("tokens.yaml"), "-o", output);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the disk is full. The token 'ops' is in", run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rootwatch: Argument 'nope' not recognized. Must be one of: 'requested', 'scheduled', 'open', 'in-review', 'reviewed', 'cancelled', 'lapsed'", "window list --status nope")]
    [InlineData("rootwatch: Argument 'xml' not recognized. Must be one of: 'text', 'json'", "alerts list -o xml")]
    [InlineData("rootwatch: Cannot parse argument '99999999999' for option '--until-idle': a whole number of at most 2147483647 is expected.", "alerts watch --until-idle 99999999999")]
    public async Task What_would_be_right_instead_is_said_in_one_line(string line, string command)
    {
        var run = await Rootwatch.RunAsync(command.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(line, run.ErrorLines[0]);
    }

    [Theory]
    [InlineData("rootwatch: there is no command 'alert'; did you mean 'alerts'?", "alert")]
    [InlineData("rootwatch: there is no command 'add'; ", "add 111122223333")]
    [InlineData("rootwatch: there is no command 'shw'; did you mean 'show'?", "accounts shw 111122223333")]
    [InlineData("rootwatch: there is no option '--tenant' here.", "alerts --tenant acme")]
    [InlineData("rootwatch: a command is missing; give one of list, show, test.", "rule")]
    [InlineData("rootwatch: a command is missing; give one of alerts, ", "")]
    public async Task That_a_command_is_missing_or_not_known_is_said_with_what_there_is(string line, string command)
    {
        var run = await Rootwatch.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(line, run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(2, run.ErrorLines.Length);
    }

    private static async Task<Run> IntoFullDisk(params string[] arguments)
    {
        using var program = Rootwatch.Start("bash", null, ["-c", "exec \"$0\" \"$@\" > /dev/full", Rootwatch.Executable, .. arguments]);
        return await program.EndAsync();
    }
}
