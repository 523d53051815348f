using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RootWatch.V1;

namespace RootWatch.Cli.Tests.Attestations;

public sealed class AttestTests
{
    private readonly StandInState _state = new();

    public AttestTests()
    {
        _state.Attestations.Add(new Attestation
        {
            AttestationId = "A-111122223333-2",
            AccountId = "111122223333",
            TenantId = "acme",
            Subject = "root-password",
            Statement = "in the vault \u202E",
            Evidence = "https://wiki.acme.example/root",
            By = "ops",
            At = Time(0),
            ValidUntil = Time(100_000),
        });
        _state.Attestations.Add(new Attestation { AttestationId = "A-111122223333-1", AccountId = "111122223333", TenantId = "acme", Subject = "drill", Statement = "done", By = "ops", At = Time(0), ValidUntil = Time(1) });
        _state.Attestations.Add(new Attestation { AttestationId = "A-222233334444-1", AccountId = "222233334444", TenantId = "acme", Subject = "drill", Statement = "done", By = "ops", At = Time(0), ValidUntil = Time(100_000), WithdrawnBy = "bob", WithdrawnAt = Time(2) });
        _state.Unreachable.Add("999999999999");
    }

    [Fact]
    public async Task Adding_sends_what_was_written_and_shows_what_was_stored()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync(
            "attest", "add", "111122223333", "root-password", "--statement", "in the vault", "--evidence", "https://wiki.acme.example/root", "--valid-until", "2027-01-31T00:00:00Z", "--server", server.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            new AddAttestationRequest { AccountId = "111122223333", Subject = "root-password", Statement = "in the vault", Evidence = "https://wiki.acme.example/root", ValidUntil = new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero).ToTimestamp() },
            _state.Asked);
        Assert.Equal(["A-111122223333-2", "acme", "root-password", "holds"], run.OutLines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]);
        Assert.EndsWith(@"in the vault \u202e", run.OutLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_goes_over_all_pages_and_says_what_holds_no_more_and_who_could_not_be_asked()
    {
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("attest", "list", "--server", server.Address);
        var json = await Rootwatch.RunAsync("attest", "list", "--output", "json", "--server", server.Address);

        Assert.Equal(["holds", "ran", "withdrawn"], run.OutLines[1..4].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]));
        Assert.Contains("unreachable", run.OutLines[4], StringComparison.Ordinal);
        Assert.Equal(4, json.OutLines.Length);
        Assert.Equal(
            """{"attestationId":"A-222233334444-1","accountId":"222233334444","tenantId":"acme","subject":"drill","statement":"done","evidence":"","by":"ops","at":"1970-01-01T00:00:00Z","validUntil":"2243-10-17T00:00:00Z","withdrawnBy":"bob","withdrawnAt":"1970-01-03T00:00:00Z"}""",
            JsonDocument.Parse(json.OutLines[2]).RootElement.GetRawText());
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_server_s_words()
    {
        _state.Refusal = new RpcException(new Status(StatusCode.FailedPrecondition, "A-111122223333-1 was withdrawn by bob"));
        await using var server = await StandInServer.StartAsync(_state);
        var run = await Rootwatch.RunAsync("attest", "withdraw", "A-111122223333-1", "--server", server.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.OutLines);
        Assert.Contains("refuses that as things are: A-111122223333-1 was withdrawn by bob.", run.Error, StringComparison.Ordinal);
        Assert.Equal(new WithdrawAttestationRequest { AttestationId = "A-111122223333-1" }, _state.Asked);
    }

    [Theory]
    [InlineData("attest", "add", "111122223333", "weather", "--statement", "x")]
    [InlineData("attest", "add", "111122223333", "drill")]
    [InlineData("attest", "add", "111122223333", "drill", "--statement", "x", "--valid-until", "tomorrow")]
    public async Task A_wrong_command_line_asks_nobody(params string[] arguments)
    {
        var run = await Rootwatch.RunAsync([.. arguments, "--server", "http://127.0.0.1:9"]);

        Assert.Equal(2, run.ExitCode);
    }

    private static Timestamp Time(int days) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(days));
}
