using RootWatch.Detection.Files;
using RootWatch.Server.Files;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Hosting;

/// <summary>
/// Keeps <see cref="CurrentTls"/> as the files say: a certificate is renewed every few weeks, by programs that know nothing of
/// this one. One that nobody renews is told before clients refuse it.
/// </summary>
internal sealed partial class TlsFilesFollower(
    ServerSettings settings, CurrentTls tls, TimeProvider clock, ReloadStatus status, ILogger<TlsFilesFollower> logger)
    : FileFollower(settings.Tls?.CertificatePath ?? "", clock, status, logger)
{
    private (TlsIdentity Identity, bool Ended)? _told;

    /// <summary>Of what the files hold, if it is not valid yet: whoever issued it may have a clock that is some seconds ahead.</summary>
    private DateTimeOffset? _begins;

    protected override string Name => "tls";

    public override Task StartAsync(CancellationToken cancellationToken) =>
        settings.Tls is null ? Task.CompletedTask : base.StartAsync(cancellationToken);

    /// <summary>The two are taken together, when they fit.</summary>
    protected override IReadOnlyList<string> Followed() => [settings.Tls!.CertificatePath, settings.Tls.KeyPath];

    protected override Mistakes Load(out string summary)
    {
        Mistakes mistakes = new();
        TlsIdentity given = settings.Tls!;
        DateTimeOffset now = Clock.GetUtcNow();
        TlsIdentity? identity = TlsFiles.Read(given.CertificatePath, given.CertificatePath, given.KeyPath, given.KeyPath, now, mistakes);
        _begins = identity?.Begins > now ? identity.Begins : null;
        if (identity is not null && !mistakes.Any)
        {
            tls.Replace(identity);
        }

        summary = $"a certificate that is valid until {Shown(tls.Identity.Ends)}";
        return mistakes;
    }

    protected override bool IsToBeReadAgain => _begins <= Clock.GetUtcNow();

    protected override void Looked()
    {
        TlsIdentity identity = tls.Identity;
        bool ended = identity.Ends <= Clock.GetUtcNow();
        if (!identity.EndsSoon(Clock.GetUtcNow()) || _told == (identity, ended))
        {
            return;
        }

        _told = (identity, ended);
        if (ended)
        {
            LogEnded(Path, identity.Ends);
        }
        else
        {
            LogEnds(Path, identity.Ends);
        }
    }

    [LoggerMessage(11, LogLevel.Warning, "tls: the certificate {Path} ends at {Ends:yyyy-MM-dd'T'HH:mm:ss'Z'} and was not renewed yet; a new one is taken without a restart")]
    private partial void LogEnds(string path, DateTimeOffset ends);

    [LoggerMessage(12, LogLevel.Error, "tls: the certificate {Path} ended at {Ends:yyyy-MM-dd'T'HH:mm:ss'Z'}, and clients refuse it; a new one is taken without a restart")]
    private partial void LogEnded(string path, DateTimeOffset ends);
}
