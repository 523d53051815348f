namespace RootWatch.Fuzz.Tests;

/// <summary>A few inputs for each target, always the same. The long run is tests/long/fuzz.sh.</summary>
public sealed class FuzzSmokeTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_target_stands_whatever_it_is_given(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        using var output = new StringWriter();
        var run = new FuzzRun(seed: 1, Directory.CreateTempSubdirectory("rootwatch-fuzz-").FullName, output);
        foreach (var seed in target.Seeds)
        {
            run.Try(target, seed);
        }

        run.Give(target, round: 0, count: 400);
        Assert.True(run.Crashes == 0, output.ToString());
    }

    [Fact]
    public void A_target_that_throws_takes_too_much_memory_or_time_is_a_crash_and_the_input_is_kept()
    {
        var folder = Directory.CreateTempSubdirectory("rootwatch-fuzz-").FullName;
        var run = new FuzzRun(seed: 1, folder, TextWriter.Null);
        run.Try(new Weak(static () => throw new InvalidOperationException()), [1, 2, 3]);
        run.Try(new Weak(static () => GC.KeepAlive(new byte[80 * 1024 * 1024])), [4]);
        run.Try(new Weak(static () => Thread.Sleep(FuzzRun.TimeMax + TimeSpan.FromMilliseconds(50))), [5]);
        run.Try(new Weak(static () => { }), [6]);
        Assert.Equal((4, 3), (run.Inputs, run.Crashes));
        Assert.Equal([[1, 2, 3], [4], [5]], Directory.GetFiles(folder).Select(File.ReadAllBytes).OrderBy(bytes => bytes[0]));
    }

    [Fact]
    public void One_seed_gives_one_series_of_inputs()
    {
        var target = FuzzTargets.All[0];
        byte[][] Inputs(int seed)
        {
            var mutator = new Mutator(new Random(seed), target);
            return [.. Enumerable.Range(0, 20).Select(_ => mutator.Next())];
        }

        Assert.Equal(Inputs(7), Inputs(7));
        Assert.NotEqual(Inputs(7), Inputs(8));
    }

    private sealed class Weak(Action run) : FuzzTarget
    {
        public override string Name => "weak";
        public override IReadOnlyList<byte[]> Seeds => [[0]];
        public override IReadOnlyList<byte[]> Pieces => [[0]];
        public override void Run(byte[] input) => run();
    }
}
