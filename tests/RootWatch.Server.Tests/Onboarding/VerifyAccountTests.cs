using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using RootWatch.AwsSimulator;
using RootWatch.Server.Tests.Journeys;
using RootWatch.Server.Tests.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Onboarding;

/// <summary>The call, from a client to a server process to a simulated AWS.</summary>
[Collection(nameof(SmallJourneys))]
public sealed class VerifyAccountTests
{
    [Fact]
    public async Task A_watched_account_is_verified_step_by_step_and_another_is_not_there()
    {
        await using WatchedFleet fleet = await WatchedFleet.Start(new SimulatorOptions { Accounts = 2, Regions = 3 }, TimeSpan.Zero);
        fleet.Aws.SetPosture(fleet.Aws.Accounts[1].Id, posture => posture with { WatchRoleLacks = ["securityhub:DescribeHub"] });
        using TemporaryDirectory data = new();
        int port = RunningProgram.FreePort(), http = RunningProgram.FreePort();
        await using RunningProgram server = RunningProgram.Start(
            "RootWatch.Server",
            ["--dev", "--accounts", fleet.AccountsPath, "--data", data.Path, "--grpc-listen", $"127.0.0.1:{port}", "--http-listen", $"127.0.0.1:{http}",
                "--silo-port", RunningProgram.FreePort().ToString(CultureInfo.InvariantCulture)],
            fleet.Environment(TimeSpan.FromMinutes(1)));
        await server.UntilReady("http", http, TimeSpan.FromSeconds(90));
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        OnboardingService.OnboardingServiceClient onboarding = new(channel);

        List<VerifyAccountResponse> good = await Verify(onboarding, fleet.Aws.Accounts[0].Id);
        List<VerifyAccountResponse> lacking = await Verify(onboarding, fleet.Aws.Accounts[1].Id);
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(() => Verify(onboarding, "111122223333"));

        Assert.Equal(Enumerable.Range(1, good.Count), good.Select(response => response.Number));
        Assert.All(good, response => Assert.Equal((VerificationStatus.Pass, good.Count), (response.Step.Status, response.Count)));
        VerificationStep failed = Assert.Single(lacking, response => response.Step.Status == VerificationStatus.Fail).Step;
        Assert.Equal("permissions", failed.Name);
        Assert.StartsWith("not allowed: securityhub:DescribeHub (", failed.Text, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task<List<VerifyAccountResponse>> Verify(OnboardingService.OnboardingServiceClient onboarding, string accountId)
    {
        using AsyncServerStreamingCall<VerifyAccountResponse> call = onboarding.VerifyAccount(
            new VerifyAccountRequest { AccountId = accountId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2));
        List<VerifyAccountResponse> responses = [];
        await foreach (VerifyAccountResponse response in call.ResponseStream.ReadAllAsync())
        {
            responses.Add(response);
        }

        return responses;
    }
}
