using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Incidents;
using RootWatch.AwsSimulator.Posture;

namespace RootWatch.AwsSimulator.Control;

/// <summary>The simulator's own HTTP interface, under a path that AWS does not have. It asks nobody for a signature.</summary>
internal sealed class ControlApi(Simulator simulator)
{
    public const string Path = "/_simulator";

    private const string Help = """
        The AWS simulator's control API.
          GET    /_simulator/state      fleet, options, clock, faults in force
          GET    /_simulator/events     ground truth, also of what no client can see yet  [account, region, root=true, synthetic=true|false, visible=true|false]
          GET    /_simulator/calls      every call counted by account, region, action     [account, region, action]
          DELETE /_simulator/calls      start counting again
          GET    /_simulator/incidents  the incident scripts
          POST   /_simulator/incident   {"name":"root-takeover","account":"...","secondsAgo":60,"visibleInSeconds":0}, every member optional
          POST   /_simulator/inject     {"events":[{"account":"...","region":"...","record":{...},"secondsAgo":5,"visibleInSeconds":0}]}
          GET    /_simulator/posture    how an account is set up                          [account]
          POST   /_simulator/posture    {"account":"...","set":{"rootMfa":false,"securityContact":null}}; without an account: all of them
          POST   /_simulator/accounts   {"tenant":"acme","name":"new"}: a new account in the tenant's organization. One that leaves it, or is closed, is
                                        set by its posture: {"inOrganization":false}, {"accountState":"SUSPENDED"}
          POST   /_simulator/push       {"body":"..."}: a message in the queue into which events are pushed, whatever it says
          GET    /_simulator/faults     faults in force
          POST   /_simulator/faults     {"kind":"throttle","account":"...","region":"...","action":"LookupEvents","count":3,"probability":1}
                                        kinds: throttle, error (status, body), delay (seconds), deny, disconnect, truncate, garbage (body),
                                        region-off, expired, skew (seconds), empty-pages, history-stands, push-lost, push-doubled, undeletable
          DELETE /_simulator/faults     all of them; /_simulator/faults/ID one

        """;

    private readonly Injection _injection = new(simulator);

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value![Path.Length..].Trim('/');
        var outcome = (request.Method, path) switch
        {
            ("GET", "") => ControlOutcome.Ok(Help),
            ("GET", "state") => State(),
            ("GET", "events") => Events(request.Query),
            ("GET", "calls") => Calls(request.Query),
            ("DELETE", "calls") => ClearCalls(),
            ("GET", "incidents") => ControlOutcome.Ok(new { Incidents = IncidentScript.All.Select(script => new { script.Name, script.Story }) }),
            ("POST", "incident") => await WithBodyAsync<IncidentRequest>(request, StartIncident),
            ("POST", "inject") => await WithBodyAsync<InjectRequest>(request, Inject),
            ("GET", "posture") => Posture(request.Query),
            ("POST", "posture") => await WithBodyAsync<PostureRequest>(request, SetPosture),
            ("POST", "accounts") => await WithBodyAsync<AccountRequest>(request, AddAccount),
            ("POST", "push") => await WithBodyAsync<PushRequest>(request, Push),
            ("GET", "faults") => ControlOutcome.Ok(new { Faults = simulator.Faults.Active }),
            ("POST", "faults") => await WithBodyAsync<Fault>(request, SetFault),
            ("DELETE", "faults") => ControlOutcome.Ok(new { Removed = simulator.Faults.Clear() }),
            ("DELETE", _) when path.StartsWith("faults/", StringComparison.Ordinal) => RemoveFault(path["faults/".Length..]),
            _ => ControlOutcome.NotFound($"no {request.Method} {request.Path}: GET {Path}/ lists what there is"),
        };

        context.Response.StatusCode = outcome.Status;
        if (outcome.Body is string text)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(text, context.RequestAborted);
            return;
        }

        await context.Response.WriteAsJsonAsync(outcome.Body, ControlJson.Options, context.RequestAborted);
    }

    private ControlOutcome State()
    {
        var options = simulator.Options;
        return ControlOutcome.Ok(new
        {
            simulator.Now,
            simulator.StartedAt,
            options.Seed,
            simulator.Fleet.Regions,
            Watcher = new { Account = Simulator.WatcherAccountId, simulator.Watcher.Arn, simulator.Watcher.AccessKeyId },
            Tenants = simulator.Fleet.Tenants.Select(tenant => new { tenant.Id, tenant.Name, Accounts = tenant.Accounts.Count }),
            simulator.Fleet.Accounts,
            Events = simulator.Events.All.Count,
            simulator.Player.Played,
            Queue = new { Path = simulator.Queue.Path, Messages = simulator.Queue.Count(simulator.Now) is var count ? count.Visible + count.NotVisible + count.Delayed : 0 },
            Faults = simulator.Faults.Active,
        });
    }

    private ControlOutcome Events(IQueryCollection query)
    {
        string?[] wrong = [Flag(query, "root", out var root), Flag(query, "synthetic", out var synthetic), Flag(query, "visible", out var visible)];
        if (wrong.FirstOrDefault(problem => problem is not null) is { } bad)
        {
            return ControlOutcome.Bad(bad);
        }

        var (account, region, now) = (query["account"].FirstOrDefault(), query["region"].FirstOrDefault(), simulator.Now);
        var events = simulator.Events.All.Where(entry =>
            (account is null || entry.Account == account)
            && (region is null || entry.Region == region)
            && (root is null || entry.IsRoot == root)
            && (synthetic is null || entry.Synthetic == synthetic)
            && (visible is null || (entry.VisibleAt <= now) == visible));
        return ControlOutcome.Ok(new { Now = now, Events = events.Select(Shown) });
    }

    private ControlOutcome Calls(IQueryCollection query)
    {
        var (account, region, action) = (query["account"].FirstOrDefault(), query["region"].FirstOrDefault(), query["action"].FirstOrDefault());
        var calls = simulator.Calls.Counts.Where(count =>
            (account is null || count.Account == account) && (region is null || count.Region == region) && (action is null || count.Action == action));
        return ControlOutcome.Ok(new { simulator.Now, Calls = calls });
    }

    private ControlOutcome ClearCalls()
    {
        simulator.Calls.Clear();
        return ControlOutcome.Ok(new { simulator.Now });
    }

    private ControlOutcome StartIncident(IncidentRequest request)
    {
        var script = IncidentScript.All.FirstOrDefault(script => script.Name == request.Name);
        if (request.Name is not null && script is null)
        {
            return ControlOutcome.Bad($"no incident is called {request.Name}; there are: {string.Join(", ", IncidentScript.All.Select(known => known.Name))}");
        }

        var account = request.Account is null ? null : simulator.Fleet.Find(request.Account);
        if (request.Account is not null && account is null)
        {
            return ControlOutcome.Bad($"account {request.Account} is not in the fleet: GET {Path}/state lists it");
        }

        var events = simulator.Incidents.Start(
            script, account, TimeSpan.FromSeconds(request.SecondsAgo), request.VisibleInSeconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
        return ControlOutcome.Ok(new { Events = events.Select(Shown) });
    }

    private ControlOutcome Inject(InjectRequest request)
    {
        var events = _injection.Inject(request, out var problem);
        return problem is null ? ControlOutcome.Ok(new { Events = events.Select(Shown) }) : ControlOutcome.Bad(problem);
    }

    private ControlOutcome Posture(IQueryCollection query) =>
        query["account"].FirstOrDefault() is { } account && simulator.Fleet.Find(account) is not null
            ? ControlOutcome.Ok(simulator.Postures.Of(account, simulator.Now))
            : ControlOutcome.Bad($"name an account of the fleet: GET {Path}/state lists it");

    private ControlOutcome SetPosture(PostureRequest request)
    {
        if (request.Account is { } account && simulator.Fleet.Find(account) is null)
        {
            return ControlOutcome.Bad($"account {account} is not in the fleet: GET {Path}/state lists it");
        }

        if (request.Set.ValueKind != JsonValueKind.Object)
        {
            return ControlOutcome.Bad("set must be an object");
        }

        SimulatedPosture Merge(SimulatedPosture posture)
        {
            var merged = JsonSerializer.SerializeToNode(posture, ControlJson.Whole)!.AsObject();
            foreach (var member in request.Set.EnumerateObject())
            {
                merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }

            return merged.Deserialize<SimulatedPosture>(ControlJson.Whole)!;
        }

        // What does not fit is refused before anything is changed.
        Merge(new SimulatedPosture());
        foreach (var one in simulator.Fleet.Accounts.Where(one => request.Account is null || one.Id == request.Account))
        {
            simulator.Postures.Set(one.Id, Merge);
        }

        return ControlOutcome.Ok(new { simulator.Now });
    }

    private ControlOutcome AddAccount(AccountRequest request) =>
        simulator.Fleet.Add(request.Tenant, request.Name) is { } account
            ? ControlOutcome.Ok(account)
            : ControlOutcome.Bad($"there is no tenant {request.Tenant}: GET {Path}/state lists them");

    private ControlOutcome Push(PushRequest request)
    {
        simulator.Queue.Send(request.Body, simulator.Now);
        return ControlOutcome.Ok(new { simulator.Now });
    }

    private ControlOutcome SetFault(Fault fault)
    {
        var problem = fault switch
        {
            { Account: { } account } when simulator.Fleet.Find(account) is null => $"account {account} is not in the fleet: GET {Path}/state lists it",
            { Region: { } region } when !CommercialRegions.All.Contains(region) => $"region {region} is not known",
            { Action: { } action } when Wire.AwsOperations.All.All(operation => operation.Name != action) =>
                $"action {action} is not known; there are: {string.Join(", ", Wire.AwsOperations.All.Select(operation => operation.Name))}",
            { Count: < 1 } => "count must be 1 or more",
            { Probability: <= 0 or > 1 } => "probability must be above 0 and at most 1",
            { Kind: FaultKind.Delay, Seconds: <= 0 } => "a delay needs seconds, above 0",
            { Kind: FaultKind.Skew, Seconds: 0 } => "a skew needs seconds",
            { Status: < 400 or > 599 } => "status must be from 400 to 599",
            _ => null,
        };
        return problem is null ? ControlOutcome.Ok(new { Id = simulator.Faults.Set(fault, simulator.Now) }) : ControlOutcome.Bad(problem);
    }

    private ControlOutcome RemoveFault(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && simulator.Faults.Remove(number)
            ? ControlOutcome.Ok(new { Removed = 1 })
            : ControlOutcome.NotFound($"no fault {id} is in force");

    private static object Shown(SimulatedEvent entry) => new
    {
        entry.Account,
        entry.Region,
        entry.EventId,
        entry.EventTime,
        entry.VisibleAt,
        entry.EventSource,
        entry.EventName,
        entry.Username,
        Root = entry.IsRoot,
        entry.Synthetic,
        entry.Origin,
    };

    private static string? Flag(IQueryCollection query, string name, out bool? value)
    {
        value = null;
        if (query[name].FirstOrDefault() is not { } text)
        {
            return null;
        }

        value = text switch { "true" => true, "false" => false, _ => null };
        return value is null ? $"{name} must be true or false, not {text}" : null;
    }

    private static async Task<ControlOutcome> WithBodyAsync<T>(HttpRequest request, Func<T, ControlOutcome> act)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(request.Body, ControlJson.Options, request.HttpContext.RequestAborted);
            return body is null ? ControlOutcome.Bad("the body is null") : act(body);
        }
        catch (JsonException broken)
        {
            return ControlOutcome.Bad($"the body is not a {typeof(T).Name}: {broken.Message}");
        }
    }
}
