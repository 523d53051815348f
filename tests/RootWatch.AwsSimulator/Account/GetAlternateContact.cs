using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Account;

internal sealed class GetAlternateContact : AwsOperation
{
    public override AwsService Service => AwsService.Account;

    public override string Name => "GetAlternateContact";

    public override string Path => "/getAlternateContact";

    public override Quota Quota => new(10, 15);

    public override AwsAnswer Invoke(AwsCall call)
    {
        var posture = call.Simulator.Postures.Of(call.Caller.Account, call.Now);
        var type = JsonText.OfString(call.Input.Json, "AlternateContactType");
        var (known, email) = type switch
        {
            "BILLING" => (true, posture.BillingContact),
            "OPERATIONS" => (true, posture.OperationsContact),
            "SECURITY" => (true, posture.SecurityContact),
            _ => (false, null),
        };
        if (!known)
        {
            return AwsError.OfService("ValidationException", "AlternateContactType must be one of BILLING, OPERATIONS, SECURITY");
        }

        if (email is null)
        {
            return AwsError.OfService("ResourceNotFoundException", "No contact of the inputted alternate contact type found.", 404);
        }

        return AwsAnswer.OfJson(json =>
        {
            json.WriteStartObject("AlternateContact");
            json.WriteString("AlternateContactType", type);
            json.WriteString("EmailAddress", email);
            json.WriteString("Name"u8, "The team");
            json.WriteString("PhoneNumber", "+49 30 123456");
            json.WriteString("Title", "On call");
            json.WriteEndObject();
        });
    }
}
