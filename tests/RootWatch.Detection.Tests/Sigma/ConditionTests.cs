using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

public sealed class ConditionTests
{
    /// <summary>Three selections that say yes or no by the letters in eventName.</summary>
    private static bool Judge(string condition, string letters) => Matches(
        WithDetection($"""
            sel_a:
              eventName|contains: a
            sel_b:
              eventName|contains: b
            _c:
              eventName|contains: c
            condition: {condition}
            """),
        $$"""{"eventName":"-{{letters}}"}""");

    [Theory]
    [InlineData("sel_a", "a", true)]
    [InlineData("sel_a", "b", false)]
    [InlineData("sel_a and sel_b", "ab", true)]
    [InlineData("sel_a and sel_b", "a", false)]
    [InlineData("sel_a or sel_b", "b", true)]
    [InlineData("sel_a or sel_b", "c", false)]
    [InlineData("not sel_a", "b", true)]
    [InlineData("not sel_a", "a", false)]
    [InlineData("not not sel_a", "a", true)]
    [InlineData("sel_a AND NOT sel_b", "a", true)]
    [InlineData("sel_a and not sel_b", "ab", false)]
    [InlineData("sel_a or sel_b and _c", "a", true)] // and binds tighter than or
    [InlineData("(sel_a or sel_b) and _c", "a", false)]
    [InlineData("not sel_a or sel_b", "ab", true)] // not binds tighter than or
    [InlineData("not (sel_a or sel_b)", "ab", false)]
    [InlineData("not sel_a and sel_b", "b", true)]
    [InlineData("((sel_a)and(sel_b))", "ab", true)]
    [InlineData("1 of sel_*", "b", true)]
    [InlineData("1 of sel_*", "c", false)]
    [InlineData("any of sel_*", "b", true)]
    [InlineData("all of sel_*", "ab", true)]
    [InlineData("all of sel_*", "bc", false)]
    [InlineData("1 of *_b", "b", true)]
    [InlineData("1 of s*l_*", "a", true)]
    [InlineData("1 of them", "a", true)]
    [InlineData("1 of them", "c", false)] // what begins with an underscore is not among them
    [InlineData("all of them", "ab", true)]
    [InlineData("1 of sel_a", "a", true)]
    [InlineData("not 1 of sel_*", "c", true)]
    [InlineData("not 1 of sel_* and _c", "ac", false)]
    [InlineData("_c and not 1 of sel_*", "c", true)]
    [InlineData("[sel_a and sel_b, _c]", "c", true)] // a list is or
    [InlineData("[sel_a and sel_b, _c]", "a", false)]
    public void A_condition_joins_selections_as_the_specification_says(string condition, string letters, bool expected) =>
        Assert.Equal(expected, Judge(condition, letters));

    [Theory]
    [InlineData("sel_a and", "the condition ends where a selection is expected")]
    [InlineData("", "the condition ends where a selection is expected; it is empty")]
    [InlineData("and sel_a", "a selection is expected where 'and' stands")]
    [InlineData("sel_a sel_b", "'and' or 'or' is expected where 'sel_b' stands")]
    [InlineData("(sel_a or sel_b", "the condition ends where ')' is expected")]
    [InlineData("sel_a)", "'and' or 'or' is expected where ')' stands")]
    [InlineData("()", "a selection is expected where ')' stands")]
    [InlineData("sel_x", "there is no selection 'sel_x'; there are: 'sel_a', 'sel_b', '_c'")]
    [InlineData("SEL_A", "there is no selection 'SEL_A'; there are: 'sel_a', 'sel_b', '_c'")]
    [InlineData("1 of nothing_*", "no selection is called 'nothing_*'")]
    [InlineData("2 of sel_*", "'2 of' is not Sigma; it has '1 of', 'any of' and 'all of'")]
    [InlineData("all of", "the condition ends where 'them' or a pattern such as 'selection_*' is expected")]
    [InlineData("1 of (sel_a)", "'them' or a pattern such as 'selection_*' is expected where '(' stands")]
    [InlineData("sel_a && sel_b", "'&&' means nothing in a condition; it has names of selections, and, or, not, '1 of', 'all of' and brackets")]
    [InlineData("sel_a | count() by userIdentity.arn > 6", "counting and correlating ('| count() …', 'near') needs many events, and a rule here sees one at a time")]
    [InlineData("sel_a near sel_b", "counting and correlating ('| count() …', 'near') needs many events, and a rule here sees one at a time")]
    public void A_condition_that_cannot_be_used_is_refused_with_its_place(string condition, string reason) =>
        Assert.Equal($"a.yml:13:14: detection.condition: {reason}", Problem(WithDetection($"""
            sel_a:
              eventName|contains: a
            sel_b:
              eventName|contains: b
            _c:
              eventName|contains: c
            condition: {(condition.Length == 0 ? "''" : condition.StartsWith('&') ? $"'{condition}'" : condition)}
            """)));

    [Fact]
    public void A_condition_may_not_be_deeper_or_longer_than_anybody_writes()
    {
        Assert.Contains("nested deeper", Problem(WithSelection("eventName: x").Replace("condition: selection", $"condition: {new string('(', 200)}selection{new string(')', 200)}")));
        Assert.Contains("nested deeper", Problem(WithSelection("eventName: x").Replace("condition: selection", $"condition: {string.Concat(Enumerable.Repeat("not ", 200))}selection")));
        Assert.Contains("longer than", Problem(WithSelection("eventName: x").Replace("condition: selection", $"condition: {string.Join(" or ", Enumerable.Repeat("selection", 1000))}")));
    }
}
