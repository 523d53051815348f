using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootMfaHardwareCheckTests() : PostureCheckTest("P02")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.WithSummary(mfa: false), "no MFA"),
        (GoodFacts.All with { VirtualMfa = Devices(("arn:aws:iam::111122223333:mfa/root-account-mfa-device", Root)) }, "root-account-mfa-device"),
        (GoodFacts.All with { VirtualMfa = Devices(("arn:aws:iam::111122223333:mfa/my-phone", Root)) }, "my-phone"),
        (GoodFacts.All with { VirtualMfa = Devices(("arn:aws:iam::111122223333:mfa/my-phone", Root)), RootMfaDevices = GoodFacts.Known<IReadOnlyList<string>>(["arn:aws:iam::111122223333:mfa/my-phone", "arn:aws:iam::111122223333:u2f/root/key"]) }, "virtual beside other devices"),
    ];

    private const string Root = "arn:aws:iam::111122223333:root";

    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/groot")]
    [InlineData("arn:aws:iam::111122223333:user/root")]
    [InlineData("arn:aws:iam::111122223333:user/x:root")]
    [InlineData("arn:aws:iam::999999999999:root")]
    [InlineData("arn:aws-cn:iam::111122223333:root")]
    [InlineData(null)]
    public void A_virtual_device_of_anybody_else_is_not_root_s(string? arn) =>
        Gives(PostureStatus.Pass, "no virtual device is root's", GoodFacts.All with { VirtualMfa = Devices(("arn:aws:iam::111122223333:mfa/root-account-mfa-device", arn)) });

    [Fact]
    public void Where_the_devices_were_denied_it_is_unknown_unless_there_is_no_MFA_at_all()
    {
        var denied = GoodFacts.All with { VirtualMfa = GoodFacts.No<IReadOnlyList<VirtualMfa>>() };

        Gives(PostureStatus.Unknown, "denied", denied);
        Gives(PostureStatus.Fail, "no MFA", denied.WithSummary(mfa: false));
        Gives(PostureStatus.Pass, "no password", denied.WithSummary(mfa: false, password: false));
    }

    [Fact]
    public void In_GovCloud_there_is_nothing_to_check() =>
        Gives(PostureStatus.Exempt, "GovCloud", GoodFacts.All with { Partition = "aws-us-gov" });

    private static Fact<IReadOnlyList<VirtualMfa>> Devices(params (string Serial, string? Arn)[] devices) =>
        GoodFacts.Known<IReadOnlyList<VirtualMfa>>([.. devices.Select(device => new VirtualMfa(device.Serial, device.Arn))]);
}
