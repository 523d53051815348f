using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>An episode: the alert is about the call's name, not about one event, so its id is the same whichever use is seen first.</summary>
public sealed class RootFirstApiUseRule() : Rule(
    "RW-A07",
    "First use of an API by root",
    Severity.Low,
    "T1078.004",
    "Nothing by itself. A row of them shows what somebody looks round for.",
    falsePositives: "Every planned use, most of all the first weeks of an account."), IEventMemory
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!IsCall(e, facts) || facts.Before.RootApis.Count >= WatchState.RootApisMax)
        {
            return null;
        }

        var api = Name(e);
        return facts.Before.RootApis.Contains(api)
            ? null
            : new Finding(this, Severity, $"called {ShownCall.Of(e)} for the first time", Episode: api);
    }

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        // What is never told, as the tenant allows it, must not make others' use known.
        if (!IsCall(e, facts) || state.RootApis.Count >= WatchState.RootApisMax || facts.Settings.Allows(this, e))
        {
            return state;
        }

        var api = Name(e);
        return state.RootApis.Contains(api) ? state : state with { RootApis = [.. state.RootApis, api] };
    }

    private static bool IsCall(CloudTrailEvent e, RuleFacts facts) => facts.Root.Class == RootClass.Human && !e.IsSignIn;

    /// <summary>Short, as up to a thousand of them are kept: <c>iam/CreateUser</c>.</summary>
    private static string Name(CloudTrailEvent e)
    {
        var name = ServiceCall.Of(e.EventSource, e.EventName);
        return name.Length > NameCharsMax ? name[..NameCharsMax] : name;
    }

    private const int NameCharsMax = 96;
}
