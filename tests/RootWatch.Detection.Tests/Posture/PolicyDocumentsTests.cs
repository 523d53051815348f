using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture;

public sealed class PolicyDocumentsTests
{
    private const string Root = "arn:aws:iam::111122223333:root";

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}""", true)]
    [InlineData("""{"Statement":{"Effect":"Deny","Action":["*"],"Resource":["*"],"Condition":{"ArnLike":{"AWS:PrincipalARN":["arn:*:iam::*:role/x","arn:*:iam::*:root"]}}}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:root"}}}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::999999999999:root"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"Null":{"aws:AssumedRoot":"true"}}}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"AWS:AssumedRoot":[true]},"StringLike":{"aws:PrincipalArn":["arn:aws:iam::*:root"]}}}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"BoolIfExists":{"aws:AssumedRoot":"false"}}}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"Bool":{"aws:AssumedRoot":"false"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"Null":{"aws:AssumedRoot":"false"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"Null":{"aws:AssumedRoot":"true","aws:ViaAWSService":"true"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:AssumedRoot":"true"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::????????????:root"}}}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:ROOT"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""", false)]
    [InlineData("""{"Statement":"x"}""", false)]
    [InlineData("not JSON", false)]
    public void A_policy_denies_root_if_nothing_but_root_s_ARN_decides(string document, bool expected) =>
        Assert.Equal(expected, PolicyDocuments.DeniesRoot(document, Root));

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::9:user/w"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}""", true, "arn:aws:iam::9:user/w")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::9:user/w"},"Action":"sts:*"}""", false, "arn:aws:iam::9:user/w")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::9:user/w"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"sts:ExternalId":"*"}}}""", false, "arn:aws:iam::9:user/w")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}""", true, "*")]
    [InlineData("""{"Effect":"Allow","NotPrincipal":{"AWS":"x"},"Action":"sts:AssumeRole"}""", false, "*")]
    [InlineData("""{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com","AWS":["b","a"]},"Action":["sts:AssumeRole","sts:TagSession"]}""", false, "Service:ec2.amazonaws.com a b")]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}""", false, "")]
    [InlineData("""{"Effect":"Allow","Principal":"*","NotAction":"sts:TagSession"}""", false, "*")]
    [InlineData("""{"Effect":"Allow","Principal":"*","NotAction":"sts:Assume*"}""", false, "")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"a"},"Action":"sts:AssumeRol?"}""", false, "a")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"a"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"sts:ExternalId":"????"}}}""", false, "a")]
    public void A_trust_policy_says_who_may_take_the_role_and_with_what(string statement, bool needsExternalId, string principals)
    {
        TrustPolicy trust = PolicyDocuments.ReadTrust($"{{\"Statement\":[{statement}]}}")!;

        Assert.Equal((needsExternalId, principals), (trust.NeedsExternalId, string.Join(' ', trust.Principals)));
        Assert.NotEqual(trust.Fingerprint, PolicyDocuments.ReadTrust($"{{\"Statement\":[{statement}] }}")!.Fingerprint);
    }

    [Fact]
    public void One_statement_without_the_external_id_opens_the_role() =>
        Assert.False(PolicyDocuments.ReadTrust(
            """{"Statement":[{"Effect":"Allow","Principal":{"AWS":"a"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}},{"Effect":"Allow","Principal":{"AWS":"b"},"Action":"sts:AssumeRole"}]}""")!.NeedsExternalId);

    [Fact]
    public void What_is_allowed_beyond_the_needed_calls_is_named_as_it_is_written()
    {
        const string Document = """{"Statement":[{"Effect":"Allow","Action":["IAM:GetRole","s3:Get*"],"Resource":"*"},{"Effect":"Allow","NotAction":"ec2:*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]}""";

        Assert.Equal(["s3:Get*", "everything but ec2:*"], PolicyDocuments.AllowedBeyond(Document, ["iam:GetRole"])!);
        Assert.Null(PolicyDocuments.AllowedBeyond("[]", []));
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":["iam:GetUser","IAM:getrole"]}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"iam:Get*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"iam:GetRol?"}""", true)]
    [InlineData("""{"Effect":"Allow","NotAction":"ec2:*"}""", true)]
    [InlineData("""{"Effect":"Allow","NotAction":["iam:Get*"]}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"iam:GetRoles"}""", false)]
    [InlineData("""{"Effect":"Deny","Action":"iam:GetRole"}""", false)]
    public void An_action_is_allowed_by_its_name_or_by_a_pattern_that_fits_it(string statement, bool allowed) =>
        Assert.Equal(allowed, PolicyDocuments.Allows($"{{\"Statement\":[{statement}]}}", "iam:GetRole"));

    [Fact]
    public void What_is_no_policy_allows_nothing() => Assert.False(PolicyDocuments.Allows("[]", "iam:GetRole"));
}
