using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RootWatch.Detection.Files;
using RootWatch.Server.Files;

namespace RootWatch.Server.Hosting;

/// <summary>Reads the certificate, its chain and its key from PEM files.</summary>
internal static class TlsFiles
{
    private const long LengthMax = 1024 * 1024;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static TlsIdentity? Read(string certificatePath, string certificateWhere, string keyPath, string keyWhere, DateTimeOffset now, Mistakes mistakes)
    {
        byte[]? certificatePem = FileContent.Read(certificatePath, LengthMax, certificateWhere, "name the PEM file of the certificate", mistakes);
        byte[]? keyPem = FileContent.Read(keyPath, LengthMax, keyWhere, "name the PEM file of the private key", mistakes);
        if (certificatePem is null || keyPem is null)
        {
            return null;
        }

        X509Certificate2Collection chain = [];
        try
        {
            chain.ImportFromPem(Encoding.UTF8.GetString(certificatePem));
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }

        if (chain.Count == 0)
        {
            mistakes.Add(certificateWhere, $"{Mistakes.Shown(certificatePath)} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
            return null;
        }

        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificatePem), Encoding.UTF8.GetString(keyPem));
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException)
        {
            mistakes.Add(keyWhere, $"{Mistakes.Shown(keyPath)} is not the private key of {Mistakes.Shown(certificatePath)} in PEM form without a password");
            return null;
        }

        if (now < certificate.NotBefore)
        {
            mistakes.Add(certificateWhere, string.Create(CultureInfo.InvariantCulture,
                $"the certificate is valid only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'} on; wait until then, or set this machine's clock"));
        }
        else if (now > certificate.NotAfter)
        {
            mistakes.Add(certificateWhere, string.Create(CultureInfo.InvariantCulture,
                $"the certificate is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, not now; renew it"));
        }

        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList() is { Count: > 0 } uses
            && !uses.Any(use => use.EnhancedKeyUsages[ServerAuthentication] is not null))
        {
            mistakes.Add(certificateWhere, $"the certificate in {Mistakes.Shown(certificatePath)} is not for a server (extended key usage serverAuth)");
        }

        return new TlsIdentity(certificate, chain, certificatePath, keyPath);
    }
}
