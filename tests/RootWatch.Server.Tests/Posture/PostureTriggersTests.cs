using RootWatch.Server.Posture;

namespace RootWatch.Server.Tests.Posture;

/// <summary>Which records are followed by a reading of the posture.</summary>
public sealed class PostureTriggersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","readOnly":false}""", true)]
    [InlineData("""{"eventSource":"iam.amazonaws.com","eventName":"GetUser","readOnly":true}""", false)]
    [InlineData("""{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","errorCode":"AccessDenied"}""", false)]
    [InlineData("""{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances"}""", false)]
    [InlineData("""{"eventSource":"signin.amazonaws.com","eventName":"PasswordUpdated"}""", true)]
    [InlineData("""{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin"}""", false)]
    [InlineData("""{"eventSource":"iam.amazonaws.com",""", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void What_may_change_how_the_account_is_set_up_is_followed_by_a_reading(string record, bool isChange) =>
        Assert.Equal(isChange, PostureTriggers.IsChange(record, Now, Now));

    /// <summary>One record must not hold up all that its account has to tell.</summary>
    [Theory]
    [InlineData("""{"eventSource":"iam.amazonaws.com","eventName":"Create\ud800User"}""", true)]
    [InlineData("""{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","errorCode":"\ud800"}""", false)]
    [InlineData("""{"eventSource":"\udc00iam.amazonaws.com","eventName":"CreateUser"}""", false)]
    public void Half_a_surrogate_pair_is_read_like_any_other_text(string record, bool isChange) =>
        Assert.Equal(isChange, PostureTriggers.IsChange(record, Now, Now));

    [Fact]
    public void How_deeply_parameters_are_nested_hides_no_change()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100);
        Assert.True(PostureTriggers.IsChange($$"""{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","requestParameters":{{deep}}}""", Now, Now));
    }

    [Fact]
    public void What_lies_back_is_in_the_facts_already() =>
        Assert.False(PostureTriggers.IsChange("""{"eventSource":"iam.amazonaws.com","eventName":"CreateUser"}""", Now.AddHours(-2), Now));
}
