using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture;

/// <summary>What holds of every check; the cases of one stand in the class that is called after it.</summary>
public abstract class PostureCheckTest(string checkId)
{
    protected static DateTimeOffset Now => GoodFacts.Now;

    public string CheckId { get; } = checkId;

    /// <summary>Where nothing was allowed to be read, it is not known.</summary>
    protected virtual string WhyUnknown => "denied";

    protected virtual PostureFacts Good => GoodFacts.All;

    /// <summary>Each of them fails, and says so with these words.</summary>
    protected abstract IEnumerable<(PostureFacts Facts, string Text)> Failing { get; }

    [Fact]
    public void It_passes_where_all_is_well_and_says_what_it_saw_and_when()
    {
        var result = Check(Good);

        Assert.True(result.Status == PostureStatus.Pass, $"{result.Status}: {result.Text}");
        Assert.NotEmpty(result.Text);
        Assert.NotNull(result.ObservedAt);
        Assert.True(result.ObservedAt <= Now);
    }

    [Fact]
    public void It_fails_where_something_is_wrong_and_says_what()
    {
        Assert.NotEmpty(Failing);
        Assert.All(Failing, one =>
        {
            var result = Check(one.Facts);
            Assert.True(result.Status == PostureStatus.Fail, $"{one.Text}: {result.Status}: {result.Text}");
            Assert.Contains(one.Text, result.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_was_denied_or_never_read_neither_passes_nor_fails()
    {
        var denied = Check(GoodFacts.Denied);
        var unread = Check(new PostureFacts { AccountId = GoodFacts.AccountId });

        Assert.Equal((PostureStatus.Unknown, PostureStatus.Unknown), (denied.Status, unread.Status));
        Assert.Contains(WhyUnknown, denied.Text, StringComparison.Ordinal);
        Assert.Null(unread.Passes);
    }

    [Fact]
    public void An_exemption_holds_until_its_end_for_the_account_that_it_names_and_hides_no_evidence()
    {
        PostureExemption Of(string? account, DateTimeOffset until) => new(CheckId, account, "bob", until, "being replaced");
        PostureResult With(PostureExemption exemption) => Check(Failing.First().Facts, PostureSettings.Default with { Exemptions = [exemption] });

        var exempt = With(Of(null, Now.AddDays(1)));
        Assert.Equal((PostureStatus.Exempt, "bob", Now.AddDays(1)), (exempt.Status, exempt.Exemption?.By, exempt.Exemption?.Until));
        Assert.Contains("being replaced; otherwise FAIL: ", exempt.Text, StringComparison.Ordinal);
        Assert.Equal(PostureStatus.Exempt, With(Of(GoodFacts.AccountId, Now.AddDays(1))).Status);
        Assert.Equal(PostureStatus.Fail, With(Of("999999999999", Now.AddDays(1))).Status);
        Assert.Equal(PostureStatus.Fail, With(Of(null, Now)).Status);
    }

    protected PostureResult Check(PostureFacts facts, PostureSettings? settings = null) =>
        PostureCatalogue.Find(CheckId)!.Check(facts, settings ?? PostureSettings.Default, Now);

    protected void Gives(PostureStatus status, string text, PostureFacts facts, PostureSettings? settings = null)
    {
        var result = Check(facts, settings);
        Assert.True(result.Status == status, $"{result.Status}: {result.Text}");
        Assert.Contains(text, result.Text, StringComparison.Ordinal);
    }
}
