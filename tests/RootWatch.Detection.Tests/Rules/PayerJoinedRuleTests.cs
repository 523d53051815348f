using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PayerJoinedRuleTests() : RuleTest("RW-B07")
{
    private const string Organizations = "organizations.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("invited", Severity.High, User(Organizations, "InviteAccountToOrganization", With(("target", new JsonObject { ["id"] = "999988887777", ["type"] = "ACCOUNT" })))),
        new("accepted", Severity.High, Root(Organizations, "AcceptHandshake", With(("handshakeId", "h-examplehandshakeid111")))),
        new("accepted, and the answer says what", Severity.High, Root(Organizations, "AcceptHandshake", e => e["responseElements"] = new JsonObject { ["handshake"] = new JsonObject { ["action"] = "INVITE", ["state"] = "ACCEPTED" } })),
        new("consolidated billing", Severity.High, Root("consolidatedbilling.amazonaws.com", "AcceptInvitation")),
        new("refused", Severity.Medium, Root(Organizations, "AcceptHandshake", Denied)),
        new("another handshake", Silent, User(Organizations, "AcceptHandshake", e => e["responseElements"] = new JsonObject { ["handshake"] = new JsonObject { ["action"] = "ENABLE_ALL_FEATURES" } })),
        new("declined", Silent, Root(Organizations, "DeclineHandshake")),
        new("consolidated billing, a read", Silent, Root("consolidatedbilling.amazonaws.com", "GetAccountBillingRole", e => e["readOnly"] = true)),
    ];
}
