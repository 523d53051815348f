using RootWatch.Detection.Sigma;
using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>Expressions that are written for another engine.</summary>
public sealed class RegexDialectTests
{
    [Theory]
    [InlineData("^[[:digit:]]+$", "classes such as [:digit:]")]
    [InlineData("[^[:^space:]_]", "classes such as [:digit:]")]
    [InlineData("[a[=e=]]", "classes such as [:digit:]")]
    [InlineData("[a-z-[aeiou]]", "'-[' in a class")]
    [InlineData("[a-[b]]", "'-[' in a class")]
    [InlineData("^a{,3}$", "repetitions such as {,3}")]
    [InlineData("(?P<x>a)", "Unrecognized grouping construct")]
    [InlineData("(?|a|b)", "Unrecognized grouping construct")]
    [InlineData("a++", "Nested quantifier")]
    [InlineData("(a{2}+)b", "Nested quantifier")]
    [InlineData(@"\h", @"Unrecognized escape sequence \h")]
    [InlineData(@"\Qa.b\E", @"Unrecognized escape sequence \Q")]
    [InlineData(@"\x{41}", "hexadecimal digits")]
    [InlineData(@"\pL", "character escape")]
    public void What_another_engine_reads_otherwise_or_alone_is_not_supported(string expression, string reason)
    {
        var problem = Refused(expression);
        Assert.Equal(SigmaProblemKind.Unsupported, problem.Kind);
        Assert.Contains(reason, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("[z-a]")]
    [InlineData("(?")]
    [InlineData("a\\")]
    [InlineData(@"\i")]
    [InlineData(@"\1")]
    public void What_no_engine_reads_is_a_mistake(string expression) => Assert.Equal(SigmaProblemKind.Mistake, Refused(expression).Kind);

    [Theory]
    [InlineData("[[:]")]
    [InlineData("[:/]")]
    [InlineData("[-[]")]
    [InlineData(@"[+\-[]")]
    [InlineData(@"\[[a-z]")]
    [InlineData(@"a\{,3}")]
    [InlineData("[{,3}]")]
    public void What_all_engines_read_alike_is_read(string expression) =>
        Assert.Single(Read(WithSelection($"eventName|re: '{expression}'")).Rules.All);

    private static SigmaProblem Refused(string expression)
    {
        var reading = Read(WithSelection($"eventName|re: '{expression}'"));
        Assert.Empty(reading.Rules.All);
        return Assert.Single(reading.Problems);
    }
}
