using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture;

/// <summary>The state machine, whole: every combination of what the three calls say.</summary>
public sealed class RootMfaTests
{
    private const string Phone = "arn:aws:iam::111122223333:mfa/phone";
    private const string Key = "arn:aws:iam::111122223333:u2f/root/key";

    [Theory]
    [InlineData(null, 0, "", RootMfaState.Unknown)]
    [InlineData(null, 1, "phone key", RootMfaState.Unknown)]
    [InlineData(false, 0, null, RootMfaState.None)]
    [InlineData(false, 1, "phone", RootMfaState.None)]
    [InlineData(false, null, null, RootMfaState.None)]
    [InlineData(true, 0, null, RootMfaState.HardwareOnly)]
    [InlineData(true, 0, "key", RootMfaState.HardwareOnly)]
    [InlineData(true, 1, null, RootMfaState.VirtualPresent)]
    [InlineData(true, 1, "phone", RootMfaState.VirtualPresent)]
    [InlineData(true, 1, "phone key", RootMfaState.Mixed)]
    [InlineData(true, null, null, RootMfaState.Unknown)]
    [InlineData(true, null, "phone key", RootMfaState.Unknown)]
    public void The_state_follows_from_what_was_read(bool? mfa, int? virtuals, string? devices, RootMfaState expected)
    {
        var facts = GoodFacts.Denied with
        {
            Summary = mfa is { } on ? GoodFacts.Known(new RootSummary(on, 0, 0, true)) : GoodFacts.No<RootSummary>(),
            VirtualMfa = virtuals is { } count
                ? GoodFacts.Known<IReadOnlyList<VirtualMfa>>([new VirtualMfa(Phone, count == 1 ? "arn:aws:iam::111122223333:root" : "arn:aws:iam::111122223333:user/groot")])
                : GoodFacts.No<IReadOnlyList<VirtualMfa>>(),
            RootMfaDevices = devices is null
                ? Fact.NotAsked<IReadOnlyList<string>>()
                : GoodFacts.Known<IReadOnlyList<string>>([.. devices.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "phone" ? Phone : Key)]),
        };

        Assert.Equal(expected, RootMfa.Of(facts, GoodFacts.Now));
    }

    [Fact]
    public void The_partition_is_part_of_root_s_name()
    {
        var facts = GoodFacts.All with { Partition = "aws-cn", VirtualMfa = GoodFacts.Known<IReadOnlyList<VirtualMfa>>([new VirtualMfa(Phone, "arn:aws-cn:iam::111122223333:root")]) };

        Assert.Equal(RootMfaState.VirtualPresent, RootMfa.Of(facts, GoodFacts.Now));
    }
}
