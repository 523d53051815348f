using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RootWatch.Load.Polls;

/// <summary>
/// The least that the server takes for AWS: every role may be assumed, no account has events. Counts the calls of
/// LookupEvents, signed and not, and the TLS handshakes; <c>GET /</c> tells them. Checks nothing, so that it costs little.
/// </summary>
internal static class PollsStub
{
    private static readonly byte[] NoEvents = """{"Events":[]}"""u8.ToArray();

    private static readonly byte[] NoAliases =
        """<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><AccountAliases/><IsTruncated>false</IsTruncated></ListAccountAliasesResult></ListAccountAliasesResponse>"""u8.ToArray();

    /// <summary>As long as AWS's own tokens are.</summary>
    private static readonly string SessionToken = Convert.ToBase64String(new byte[900]);

    private static long _signed, _plain, _handshakes;

    /// <summary>Serves until its standard input ends. Prints the two addresses, http and https.</summary>
    /// <param name="certificatePath">Where the certificate of the https address is written for those who are to trust it.</param>
    public static async Task Serve(string certificatePath)
    {
        using var certificate = SelfSigned();
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(certificate);
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref _handshakes);
                    return next(connection);
                });
            });
        });
        await using var app = builder.Build();
        app.Run(Answer);
        await app.StartAsync();
        foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
        {
            Console.WriteLine(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        }

        await Console.In.ReadToEndAsync();
    }

    private static async Task Answer(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(string.Create(
                CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _signed)} {Interlocked.Read(ref _plain)} {Interlocked.Read(ref _handshakes)}"));
            return;
        }

        var target = context.Request.Headers["X-Amz-Target"].ToString();
        if (target.EndsWith(".LookupEvents", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref context.Request.Headers.Authorization.Count > 0 ? ref _signed : ref _plain);
            // What AWS sends beside the events.
            context.Response.Headers["x-amzn-RequestId"] = "0a1b2c3d-0000-4000-8000-00000000abcd";
            await Send(context, "application/x-amz-json-1.1", NoEvents);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var form = await reader.ReadToEndAsync();
        await (form.Contains("Action=AssumeRole", StringComparison.Ordinal) ? Send(context, "text/xml", Assumed())
            : form.Contains("Action=ListAccountAliases", StringComparison.Ordinal) ? Send(context, "text/xml", NoAliases)
            : throw new InvalidOperationException($"the stub does not know {target} {form}"));
    }

    private static async Task Send(HttpContext context, string contentType, byte[] body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static byte[] Assumed() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/RootWatch/rootwatch</Arn><AssumedRoleId>AROAEXAMPLE:rootwatch</AssumedRoleId></AssumedRoleUser>
        <Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY</SecretAccessKey>
        <SessionToken>{SessionToken}</SessionToken><Expiration>{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>
        """));

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
