using RootWatch.Detection.Files;
using RootWatch.Server.Files;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Access;

/// <summary>Keeps <see cref="CurrentTokens"/> as tokens.yaml says, so that removing an entry revokes its token in seconds.</summary>
internal sealed class TokensFileFollower(
    ServerSettings settings, CurrentTokens tokens, TimeProvider clock, ReloadStatus status, ILogger<TokensFileFollower> logger)
    : FileFollower(settings.TokensPath ?? "", clock, status, logger)
{
    protected override string Name => "tokens";

    public override Task StartAsync(CancellationToken cancellationToken) =>
        settings.TokensPath is null ? Task.CompletedTask : base.StartAsync(cancellationToken);

    protected override IReadOnlyList<string> Followed() => [Path];

    protected override Mistakes Load(out string summary)
    {
        TokensReading reading = TokensFile.Read(Path);
        if (reading.Tokens is { } found)
        {
            tokens.Replace(found);
        }

        summary = $"{tokens.Count} tokens";
        return reading.Mistakes;
    }
}
