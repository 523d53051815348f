using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Account;

/// <summary>Of a member, and told to the management account of its organization only.</summary>
internal sealed class GetPrimaryEmail : AwsOperation
{
    public override AwsService Service => AwsService.Account;

    public override string Name => "GetPrimaryEmail";

    public override string Path => "/getPrimaryEmail";

    public override Quota Quota => new(3, 3);

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (JsonText.OfString(call.Input.Json, "AccountId") is not { } account)
        {
            return AwsError.OfService("ValidationException", "AccountId is required");
        }

        var organization = call.Simulator.Organizations.Of(account, call.Now);
        return organization is not null && call.Simulator.Organizations.IsTrusted(organization, call.Caller.Account, call.Now)
            ? AwsAnswer.OfJson(json => json.WriteString("PrimaryEmail", call.Simulator.Postures.Of(account, call.Now).PrimaryEmail))
            : AwsError.Denied(AwsProtocol.RestJson, call.Caller.Arn, "account:GetPrimaryEmail", $"arn:aws:account::{account}:account", null);
    }
}
