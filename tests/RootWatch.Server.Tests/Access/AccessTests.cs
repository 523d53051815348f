using Grpc.Health.V1;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Detection.Files;
using RootWatch.Server.Access;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Access;

/// <summary>Who may call what.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Secret = "abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-tokens-");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_rpc_of_every_service_stands_in_the_table()
    {
        IEnumerable<string> served = new[]
        {
            AlertService.Descriptor, AccountService.Descriptor, OnboardingService.Descriptor, PostureService.Descriptor, AttestationService.Descriptor, EmergencyService.Descriptor, DrillService.Descriptor, Health.Descriptor,
            global::Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
        }.SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"))
            .Append("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
        Assert.Equal(served.Order(StringComparer.Ordinal), RpcAccess.Table.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_tells_of_a_tenant_needs_a_token() =>
        Assert.All(RpcAccess.Table.Where(rpc => rpc.Key.StartsWith("/rootwatch.", StringComparison.Ordinal)), rpc => Assert.NotNull(rpc.Value));

    [Fact]
    public void A_token_is_good_until_it_expires_and_the_refusal_says_when_it_did()
    {
        CurrentTokens tokens = Tokens("ops-1", "acme", "operator", "2026-11-25T13:00:00Z");
        string text = $"rw_ops-1_{Secret}";
        TokenRegistration token = tokens.Judge(text).Token!;
        Assert.Equal(("acme", Role.Operator), (token.TenantId, token.Role));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("expired at 2026-11-25T13:00:00Z", tokens.Judge(text).Refusal, StringComparison.Ordinal);
        Assert.Null(tokens.JudgeAgain(token).Token);
    }

    [Fact]
    public void A_wrong_secret_an_unknown_id_and_no_token_at_all_get_the_same_answer()
    {
        CurrentTokens tokens = Tokens("ops-1", "acme", "viewer", "2026-11-25T13:00:00Z");
        string[] refusals = [.. new[] { $"rw_ops-1_{Secret[1..]}x", $"rw_ops-2_{Secret}", "", "rw_", new string('x', 100_000), $"rw_ops-1_{Secret}x" }
            .Select(text => tokens.Judge(text)).Select(verdict => verdict.Token is null ? verdict.Refusal : "let in")];
        Assert.Single(refusals.Distinct());
        Assert.DoesNotContain("let in", refusals);
    }

    [Fact]
    public void A_token_that_leaves_the_file_is_revoked_for_streams_that_run()
    {
        CurrentTokens tokens = Tokens("ops-1", "acme", "viewer", "2026-11-25T13:00:00Z");
        TokenRegistration token = tokens.Judge($"rw_ops-1_{Secret}").Token!;
        Assert.NotNull(tokens.JudgeAgain(token).Token);
        tokens.Replace([]);
        Assert.Contains("revoked", tokens.JudgeAgain(token).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_in_the_tokens_file_is_told_and_a_pasted_token_is_not_repeated()
    {
        string path = Path.Combine(_folder.FullName, "tokens.yaml");
        File.WriteAllText(path, $"""
            tokens:
              - id: Ops
                sha256: rw_ops_{Secret}
                tenat: acme
                role: vewer
                expires: tomorrow
            """);
        TokensReading reading = TokensFile.Read(path);
        string all = string.Join('\n', reading.Mistakes.Lines());
        Assert.Null(reading.Tokens);
        foreach (string mistake in new[] { "did you mean 'tenant'", "has no 'tenant'", "cannot be a token id", "64 hex digits", "did you mean 'viewer'", "'tomorrow' is no time" })
        {
            Assert.Contains(mistake, all, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
    }

    private CurrentTokens Tokens(string id, string tenant, string role, string expires)
    {
        string path = Path.Combine(_folder.FullName, "tokens.yaml");
        string hash = Convert.ToHexStringLower(AccessToken.Hash($"rw_{id}_{Secret}"));
        File.WriteAllText(path, $"tokens:\n  - id: {id}\n    sha256: \"{hash}\"\n    tenant: {tenant}\n    role: {role}\n    expires: {expires}\n    note: x\n");
        TokensReading reading = TokensFile.Read(path);
        Assert.Empty(reading.Mistakes.All);
        CurrentTokens tokens = new(_clock);
        tokens.Replace(reading.Tokens!);
        return tokens;
    }
}
