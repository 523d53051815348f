using System.Collections.Frozen;

namespace RootWatch.Server.Access;

/// <summary>Which role each rpc asks for, all in one place. An rpc that is not listed is refused, and a test says so first.</summary>
internal static class RpcAccess
{
    /// <summary>Null: open to everybody who reaches the port.</summary>
    public static FrozenDictionary<string, Role?> Table { get; } = new Dictionary<string, Role?>
    {
        ["/rootwatch.v1.AlertService/ListAlerts"] = Role.Viewer,
        ["/rootwatch.v1.AlertService/WatchAlerts"] = Role.Viewer,
        ["/rootwatch.v1.AccountService/ListAccounts"] = Role.Viewer,
        ["/rootwatch.v1.AccountService/GetAccount"] = Role.Viewer,
        ["/rootwatch.v1.OnboardingService/VerifyAccount"] = Role.Operator,
        // What it finds is watched, and what it misses is not.
        ["/rootwatch.v1.OnboardingService/ImportOrganization"] = Role.Admin,
        ["/rootwatch.v1.PostureService/GetPosture"] = Role.Viewer,
        ["/rootwatch.v1.PostureService/ListPosture"] = Role.Viewer,
        ["/rootwatch.v1.PostureService/GetChecklist"] = Role.Viewer,
        // Who vouches for something answers for it.
        ["/rootwatch.v1.AttestationService/AddAttestation"] = Role.Operator,
        ["/rootwatch.v1.AttestationService/ListAttestations"] = Role.Viewer,
        ["/rootwatch.v1.AttestationService/WithdrawAttestation"] = Role.Operator,
        // Two people agree on a use of root: whoever needs it, and somebody who may say yes.
        ["/rootwatch.v1.EmergencyService/RequestWindow"] = Role.Operator,
        ["/rootwatch.v1.EmergencyService/ApproveWindow"] = Role.Approver,
        ["/rootwatch.v1.EmergencyService/ExtendWindow"] = Role.Approver,
        ["/rootwatch.v1.EmergencyService/CloseWindow"] = Role.Operator,
        ["/rootwatch.v1.EmergencyService/ReviewWindow"] = Role.Operator,
        ["/rootwatch.v1.EmergencyService/GetWindow"] = Role.Viewer,
        ["/rootwatch.v1.EmergencyService/ListWindows"] = Role.Viewer,

        // Who starts a drill makes people's phones ring; who answers one says that they would have acted.
        ["/rootwatch.v1.DrillService/StartDrill"] = Role.Operator,
        ["/rootwatch.v1.DrillService/MarkDrillSeen"] = Role.Operator,
        ["/rootwatch.v1.DrillService/AcknowledgeDrill"] = Role.Operator,
        ["/rootwatch.v1.DrillService/CloseDrill"] = Role.Operator,
        ["/rootwatch.v1.DrillService/GetDrill"] = Role.Viewer,
        ["/rootwatch.v1.DrillService/ListDrills"] = Role.Viewer,

        // Load balancers hold no token, and the answer is one word.
        ["/grpc.health.v1.Health/Check"] = null,
        ["/grpc.health.v1.Health/Watch"] = null,

        // The protos are public; reflection tells no more than they do.
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = null,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
