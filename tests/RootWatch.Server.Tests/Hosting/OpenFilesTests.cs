using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>A process that may have few files open says so before it breaks, and leaves callers a share of them only.</summary>
public sealed class OpenFilesTests
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max core file size        0                    unlimited            bytes
        Max open files            {0}                 4096                 files
        """;

    [Theory]
    [InlineData("256", 256L)]
    [InlineData("1048576", 1048576L)]
    [InlineData("unlimited", null)]
    public void The_limit_is_read_from_what_the_system_says(string said, long? max) =>
        Assert.Equal(max, OpenFiles.MaxIn(Limits.Replace("{0}", said, StringComparison.Ordinal).Split('\n')));

    [Theory]
    [InlineData(256L, false)]
    [InlineData(1023L, false)]
    [InlineData(1024L, true)]
    [InlineData(null, true)]
    public void Too_few_are_a_mistake(long? max, bool isEnough) => Assert.Equal(isEnough, OpenFiles.TroubleOf(max) is null);

    [Theory]
    [InlineData(1024L, 256L)]
    [InlineData(1048576L, 4096L)]
    [InlineData(null, 4096L)]
    public void Connections_leave_half_of_them_to_the_rest(long? files, long connections) =>
        Assert.Equal(connections, ListenerRegistration.ConnectionsMax(files));
}
