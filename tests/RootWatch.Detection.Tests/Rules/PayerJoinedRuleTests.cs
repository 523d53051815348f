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
        new("another organisation's bills asked for", Severity.High, User(Organizations, "InviteOrganizationToTransferResponsibility", With(("type", "BILLING"), ("target", new JsonObject { ["id"] = "999988887777", ["type"] = "ACCOUNT" })))),
        new("bills given to another payer", Severity.High, Root(Organizations, "AcceptHandshake", e => e["responseElements"] = new JsonObject { ["handshake"] = new JsonObject { ["action"] = "TRANSFER_RESPONSIBILITY", ["state"] = "ACCEPTED" } })),
        new("bills given to another payer, as AWS tells all whom it concerns", Severity.High, Root(Organizations, "ResponsibilityTransferAccepted", e => { e["eventType"] = "AwsServiceEvent"; e["userIdentity"] = new JsonObject { ["invokedBy"] = Organizations }; })),
        new("bills taken back", Silent, User(Organizations, "TerminateResponsibilityTransfer", With(("id", "rt-example1")))),
        new("refused", Severity.Medium, Root(Organizations, "AcceptHandshake", Denied)),
        new("another handshake", Silent, User(Organizations, "AcceptHandshake", e => e["responseElements"] = new JsonObject { ["handshake"] = new JsonObject { ["action"] = "ENABLE_ALL_FEATURES" } })),
        new("declined", Silent, Root(Organizations, "DeclineHandshake")),
        new("consolidated billing, a read", Silent, Root("consolidatedbilling.amazonaws.com", "GetAccountBillingRole", e => e["readOnly"] = true)),
    ];
}
