using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GetAccountPasswordPolicy : IamOperation
{
    public override string Name => "GetAccountPasswordPolicy";

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (Posture(call).PasswordPolicy is not { } policy)
        {
            return NoSuchEntity($"The Password Policy with domain name {call.Caller.Account} cannot be found.");
        }

        return AwsAnswer.OfXml(xml =>
        {
            void Flag(string name, bool value) => xml.WriteElementString(name, value ? "true" : "false");
            void Number(string name, int? value)
            {
                if (value is { } number)
                {
                    xml.WriteElementString(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            xml.WriteStartElement("PasswordPolicy");
            Number("MinimumPasswordLength", policy.MinimumPasswordLength);
            Flag("RequireSymbols", policy.RequireSymbols);
            Flag("RequireNumbers", policy.RequireNumbers);
            Flag("RequireUppercaseCharacters", policy.RequireUppercaseCharacters);
            Flag("RequireLowercaseCharacters", policy.RequireLowercaseCharacters);
            Flag("AllowUsersToChangePassword", true);
            Flag("ExpirePasswords", policy.MaxPasswordAge is not null);
            Number("MaxPasswordAge", policy.MaxPasswordAge);
            Number("PasswordReusePrevention", policy.PasswordReusePrevention);
            Flag("HardExpiry", policy.HardExpiry);
            xml.WriteEndElement();
        });
    }
}
