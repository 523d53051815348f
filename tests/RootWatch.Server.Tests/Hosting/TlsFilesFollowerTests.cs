using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Detection.Files;
using RootWatch.Server.Files;
using RootWatch.Server.Hosting;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>A certificate that is renewed is shown from the next handshake on, and one that nobody renews is told.</summary>
public sealed class TlsFilesFollowerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-tls-");
    private readonly ReloadStatus _status = new();
    private readonly RootWatchMeter _meter = new();
    private readonly FakeLogCollector _log = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        _meter.Dispose();
        _status.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_once_its_key_fits_and_a_bad_one_is_not()
    {
        string first = Write(days: 90);
        (CurrentTls tls, TlsFilesFollower follower) = Follow();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(first, Shown(tls));

        // The certificate is there, its key not yet.
        string key = File.ReadAllText(KeyPath);
        string second = Write(days: 90);
        string secondKey = File.ReadAllText(KeyPath);
        File.WriteAllText(KeyPath, key);
        Look(follower);
        Assert.Equal(first, Shown(tls));
        Assert.False(_status.Good["tls"]);
        Assert.Contains(_log.GetSnapshot(), line => line.Message.Contains("is not the private key of", StringComparison.Ordinal));
        File.WriteAllText(KeyPath, secondKey);
        Look(follower);
        Assert.Equal(second, Shown(tls));
        Assert.True(_status.Good["tls"]);

        File.WriteAllText(CertificatePath, "-----BEGIN CERT");
        Look(follower);
        Write(days: -1);
        Look(follower);
        Write(days: 90, use: "1.3.6.1.5.5.7.3.2");
        Look(follower);
        Assert.Equal(second, Shown(tls));
        Assert.False(_status.Good["tls"]);
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As certbot and Kubernetes do it.</summary>
    [Fact]
    public async Task A_link_that_is_switched_over_is_a_change()
    {
        string first = Write(days: 90);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "1"));
        foreach (string name in new[] { "cert.pem", "key.pem" })
        {
            File.Move(Path.Combine(_folder.FullName, name), Path.Combine(_folder.FullName, "1", name));
        }

        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "now"), "1");
        foreach (string name in new[] { "cert.pem", "key.pem" })
        {
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, name), Path.Combine("now", name));
        }

        (CurrentTls tls, TlsFilesFollower follower) = Follow();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(first, Shown(tls));

        Directory.CreateDirectory(Path.Combine(_folder.FullName, "2"));
        string second = Write(days: 90, folder: "2");
        Directory.Delete(Path.Combine(_folder.FullName, "now"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "now"), "2");
        Look(follower);
        Assert.Equal(second, Shown(tls));
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_certificate_that_nobody_renews_is_told_once_before_its_end_and_once_then()
    {
        Write(days: 90);
        (_, TlsFilesFollower follower) = Follow();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        // By itself it would look in each second of the days that follow.
        await follower.StopAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromDays(75));
        Look(follower);
        Assert.Empty(_log.GetSnapshot());
        Assert.Equal(TimeSpan.FromDays(15).TotalSeconds, Told("rootwatch.tls.certificate.left"));
        Assert.Equal(TimeSpan.FromDays(90).TotalSeconds, Told("rootwatch.tls.certificate.life"));

        _clock.Advance(TimeSpan.FromDays(2));
        Look(follower);
        Look(follower);
        Assert.Equal($"tls: the certificate {CertificatePath} ends at 2026-05-30T00:00:00Z and was not renewed yet; a new one is taken without a restart", Assert.Single(_log.GetSnapshot(clear: true)).Message);

        _clock.Advance(TimeSpan.FromDays(13));
        Look(follower);
        Look(follower);
        Assert.Equal($"tls: the certificate {CertificatePath} ended at 2026-05-30T00:00:00Z, and clients refuse it; a new one is taken without a restart", Assert.Single(_log.GetSnapshot(clear: true)).Message);
    }

    /// <summary>Whoever issued it has a clock that is ahead, and the next one comes in weeks.</summary>
    [Fact]
    public async Task A_certificate_that_is_not_valid_yet_is_taken_when_it_is()
    {
        string first = Write(days: 90);
        (CurrentTls tls, TlsFilesFollower follower) = Follow();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        await follower.StopAsync(TestContext.Current.CancellationToken);

        string second = Write(days: 90, beginsIn: TimeSpan.FromMinutes(5));
        Look(follower);
        Assert.Equal(first, Shown(tls));
        Assert.Contains(_log.GetSnapshot(clear: true), line => line.Message.Contains("is valid only from 2026-03-01T00:05:00Z on", StringComparison.Ordinal));
        Look(follower);
        Assert.Empty(_log.GetSnapshot());

        _clock.Advance(TimeSpan.FromMinutes(5));
        Look(follower);
        Assert.Equal(second, Shown(tls));
        Assert.True(_status.Good["tls"]);
    }

    private string CertificatePath => Path.Combine(_folder.FullName, "cert.pem");

    private string KeyPath => Path.Combine(_folder.FullName, "key.pem");

    private static double Told(string metric)
    {
        double told = 0;
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == metric)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => told = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return told;
    }

    private static string Shown(CurrentTls tls) => tls.Handshake().ServerCertificateContext!.TargetCertificate.Thumbprint;

    private static void Look(TlsFilesFollower follower)
    {
        follower.Look();
        follower.Look();
    }

    private (CurrentTls Tls, TlsFilesFollower Follower) Follow()
    {
        Mistakes mistakes = new();
        ServerSettings settings = SomeSettings.Any with { Tls = TlsFiles.Read(CertificatePath, "", KeyPath, "", _clock.GetUtcNow(), mistakes) };
        Assert.False(mistakes.Any);
        CurrentTls tls = new(settings, _meter, _clock);
        return (tls, new TlsFilesFollower(settings, tls, _clock, _status, new FakeLogger<TlsFilesFollower>(_log)));
    }

    private string Write(int days, string folder = ".", string use = "1.3.6.1.5.5.7.3.1", TimeSpan beginsIn = default)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=rootwatch.test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        DateTimeOffset now = _clock.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(Math.Min(0, days - 1)) + beginsIn, now.AddDays(days));
        File.WriteAllText(Path.Combine(_folder.FullName, folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder.FullName, folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
