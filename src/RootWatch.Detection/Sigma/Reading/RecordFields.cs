namespace RootWatch.Detection.Sigma.Reading;

/// <summary>What CloudTrail calls the members of its records: a rule that asks for another never matches.</summary>
internal static class RecordFields
{
    private static readonly string[] Names =
    [
        "additionalEventData", "addendum", "apiVersion", "awsRegion", "edgeDeviceDetails", "errorCode", "errorMessage", "eventCategory",
        "eventID", "eventName", "eventSource", "eventTime", "eventType", "eventVersion", "eventContext", "insightDetails", "managementEvent",
        "readOnly", "recipientAccountId", "requestID", "requestParameters", "resources", "responseElements", "serviceEventDetails",
        "sessionCredentialFromConsole", "sharedEventID", "sourceIPAddress", "tlsDetails", "userAgent", "userIdentity", "vpcEndpointAccountId",
        "vpcEndpointId", "vendor", "eventMetadata",
    ];

    /// <summary>Null if records have such a field.</summary>
    public static string? Doubt(string field)
    {
        var first = field.Split('.')[0];
        if (Names.Contains(first))
        {
            return null;
        }

        var near = Array.Find(Names, name => name.Equals(first, StringComparison.OrdinalIgnoreCase));
        return $"no record of CloudTrail has the field {SigmaProblems.Shown(first)}{(near is null ? "" : $"; it is spelt {near}")}";
    }
}
