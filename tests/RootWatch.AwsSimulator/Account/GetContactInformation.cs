using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Account;

internal sealed class GetContactInformation : AwsOperation
{
    public override AwsService Service => AwsService.Account;

    public override string Name => "GetContactInformation";

    public override string Path => "/getContactInformation";

    public override Quota Quota => new(10, 15);

    public override AwsAnswer Invoke(AwsCall call) => AwsAnswer.OfJson(json =>
    {
        json.WriteStartObject("ContactInformation");
        json.WriteString("FullName", call.Simulator.Postures.Of(call.Caller.Account, call.Now).ContactName);
        json.WriteString("AddressLine1", "Example Street 1");
        json.WriteString("City", "Berlin");
        json.WriteString("PostalCode", "10115");
        json.WriteString("CountryCode", "DE");
        json.WriteString("PhoneNumber", "+49 30 654321");
        json.WriteEndObject();
    });
}
