using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using RootWatch.AwsSimulator.S3;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>Where a request goes: one listener stands for every service and region, so the request itself must tell.</summary>
internal sealed record AwsRoute(AwsService? Service, AwsProtocol Protocol, AwsOperation? Operation, string OperationName, string? Version, AwsInput Input, AwsError? Error)
{
    public string ServiceName(SigV4Authorization? authorization) => Service?.SigningName ?? authorization?.Service ?? "unknown";
}

internal static class AwsRouter
{
    public static AwsRoute Route(HttpRequest request, byte[] body, SigV4Authorization? authorization)
    {
        if (request.Headers.TryGetValue("X-Amz-Target", out var target))
        {
            return RouteJson(request, target.ToString(), body);
        }

        if (request.Path == "/" && Form(request, body) is { } form && form.ContainsKey("Action"))
        {
            return RouteQuery(form, authorization);
        }

        var service = AwsService.All.FirstOrDefault(candidate => candidate.SigningName == authorization?.Service);
        if (service == AwsService.S3)
        {
            return RouteBucket(request);
        }

        foreach (var rest in AwsOperations.All.Where(operation => operation.Service.Protocol == AwsProtocol.RestJson && (service is null || operation.Service == service)))
        {
            if (rest.Method == request.Method && Segments(rest.Path, request.Path) is { } named)
            {
                var route = new AwsRoute(rest.Service, AwsProtocol.RestJson, rest, rest.Name, null, AwsInput.Empty, null);
                foreach (var (name, value) in request.Query)
                {
                    named[name] = value.ToString();
                }

                return HttpMethods.IsGet(rest.Method) ? route with { Input = new AwsInput { Form = named } } : WithJson(route, body);
            }
        }

        // Nothing named an operation. The service, if the signature names one, decides how that is said.
        return service switch
        {
            { Protocol: AwsProtocol.Query } => Unknown(service, AwsProtocol.Query, "", service.Version,
                new AwsError("MissingAction", "Missing Action")),
            { Protocol: AwsProtocol.Json10 or AwsProtocol.Json11 } => Unknown(service, service.Protocol, "", null, null),
            _ => Unknown(service, AwsProtocol.RestJson, request.Path.ToString(), null, null),
        };
    }

    private static AwsRoute RouteBucket(HttpRequest request)
    {
        foreach (var operation in AwsOperations.All.OfType<BucketOperation>())
        {
            if (request.Method == operation.Method && request.Query.ContainsKey(operation.Subresource) && Segments(operation.Path, request.Path.Value?.TrimEnd('/')) is { } named)
            {
                return new AwsRoute(AwsService.S3, AwsProtocol.RestXml, operation, operation.Name, null, new AwsInput { Form = named }, null);
            }
        }

        return Unknown(AwsService.S3, AwsProtocol.RestXml, request.Path.ToString(), null, null);
    }

    /// <summary>What the path has in place of the template's names; null if it is another path.</summary>
    private static Dictionary<string, string>? Segments(string template, string? path)
    {
        var (wanted, given) = (template.Split('/'), (path ?? "").Split('/'));
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted.Length != given.Length || !(wanted[i] == given[i] || (wanted[i].StartsWith('{') && given[i].Length > 0)))
            {
                return null;
            }

            if (wanted[i].StartsWith('{'))
            {
                named[wanted[i].Trim('{', '}')] = given[i];
            }
        }

        return named;
    }

    private static AwsRoute RouteJson(HttpRequest request, string target, byte[] body)
    {
        var dot = target.LastIndexOf('.');
        var (prefix, name) = dot < 0 ? ("", target) : (target[..dot], target[(dot + 1)..]);
        var service = AwsService.All.FirstOrDefault(candidate => candidate.TargetPrefix == prefix);
        var operation = AwsOperations.All.FirstOrDefault(candidate => candidate.Service == service && candidate.Name == name);
        var protocol = service?.Protocol ?? AwsProtocol.Json11;
        var contentType = request.ContentType?.Split(';')[0].Trim();
        if (operation is null || !HttpMethods.IsPost(request.Method) || !string.Equals(contentType, AwsWriter.ContentType(protocol), StringComparison.OrdinalIgnoreCase))
        {
            return Unknown(service, protocol, name, null, null);
        }

        return WithJson(new AwsRoute(service, protocol, operation, name, null, AwsInput.Empty, null), body);
    }

    private static AwsRoute RouteQuery(Dictionary<string, string> form, SigV4Authorization? authorization)
    {
        var name = form["Action"];
        var version = form.GetValueOrDefault("Version");
        var service = AwsService.All.FirstOrDefault(candidate => candidate.Protocol == AwsProtocol.Query && candidate.Version == version)
            ?? AwsService.All.FirstOrDefault(candidate => candidate.Protocol == AwsProtocol.Query && candidate.SigningName == authorization?.Service);
        var operation = AwsOperations.All.FirstOrDefault(candidate => candidate.Service == service && candidate.Name == name && service?.Version == version);
        return operation is null
            ? Unknown(service, AwsProtocol.Query, name, version, null)
            : new AwsRoute(service, AwsProtocol.Query, operation, name, version, new AwsInput { Form = form }, null);
    }

    private static AwsRoute Unknown(AwsService? service, AwsProtocol protocol, string name, string? version, AwsError? error) =>
        new(service, protocol, null, name, version, AwsInput.Empty, error ?? AwsError.UnknownOperation(protocol, name, version));

    private static AwsRoute WithJson(AwsRoute route, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? route with { Input = new AwsInput { Json = document.RootElement.Clone() } }
                : route with { Error = AwsError.Serialization("Start of structure or map found where not expected.") };
        }
        catch (JsonException)
        {
            return route with { Error = AwsError.Serialization("Unexpected token") };
        }
    }

    private static Dictionary<string, string>? Form(HttpRequest request, byte[] body)
    {
        var text = HttpMethods.IsGet(request.Method)
            ? request.QueryString.Value
            : request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true
                ? Encoding.UTF8.GetString(body)
                : null;
        return text is null
            ? null
            : QueryHelpers.ParseQuery(text).ToDictionary(pair => pair.Key, pair => pair.Value.Count > 0 ? pair.Value[0] ?? "" : "", StringComparer.Ordinal);
    }
}
