using System.Text.Json.Nodes;
using CsCheck;
using RootWatch.Detection.Events.Prefilter;
using RootWatch.Detection.Sigma;
using RootWatch.Detection.Sigma.Matching;
using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

public sealed class SigmaProperties
{
    private static readonly string[] Names = ["CreateUser", "deleteuser", "Put", "x"];
    private static readonly string[] Selections =
    [
        "{eventName: CreateUser}", "{eventName: [deleteUser, PUT]}", "{eventName|startswith: Create}", "{eventName: null}",
        "{userAgent: x}", "{userAgent|neq: Put, eventName: X}", "[{eventName: put}, {userAgent: put}]", "{userAgent|exists: false}",
    ];

    private static readonly Gen<string> Condition = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Gen.Int[0, Selections.Length - 1].Select(n => $"s{n}")
        : Gen.OneOf(
            Gen.Int[0, Selections.Length - 1].Select(n => $"s{n}"),
            inner.Select(one => $"not ({one})"),
            Gen.Select(inner, inner).Select((one, other) => $"({one}) and ({other})"),
            Gen.Select(inner, inner).Select((one, other) => $"({one}) or ({other})")));

    private static readonly Gen<string> Record =
        Gen.Select(Gen.Int[-1, Names.Length - 1], Gen.Int[-1, Names.Length - 1]).Select((name, agent) =>
        {
            var record = new JsonObject { ["eventSource"] = "x", ["userIdentity"] = new JsonObject { ["type"] = "Root" } };
            if (name >= 0)
            {
                record["eventName"] = Names[name];
            }

            if (agent >= 0)
            {
                record["userAgent"] = Names[agent];
            }

            return record.ToJsonString();
        });

    private static string File(string condition) => WithDetection(
        string.Concat(Selections.Select((selection, index) => $"s{index}: {selection}\n")) + $"condition: {condition}");

    [Fact]
    public void Not_both_is_one_not_or_the_other_not() =>
        Gen.Select(Condition, Condition, Record).Sample((a, b, record) =>
            Matches(File($"not (({a}) and ({b}))"), record) == Matches(File($"not ({a}) or not ({b})"), record)
            && Matches(File($"not (({a}) or ({b}))"), record) == Matches(File($"not ({a}) and not ({b})"), record)
            && Matches(File($"not ({a})"), record) != Matches(File(a), record), iter: 300);

    /// <summary>Rules are looked up by eventName; that must never lose a match.</summary>
    [Fact]
    public void A_rule_that_is_looked_up_by_the_call_matches_what_it_matches_alone() =>
        Gen.Select(Condition, Record).Sample((condition, text) =>
        {
            var rules = Read(File(condition)).Rules;
            var alone = rules.All[0].Judge(RecordValue.OfRecord(System.Text.Encoding.UTF8.GetBytes(text))!) is not null;
            return alone == Mark(rules, text).SigmaMatches.Count > 0;
        }, iter: 2_000);

    /// <summary>What the prefilter dismisses, a rule must not match, however the record spells its names.</summary>
    [Fact]
    public void No_record_that_a_rule_matches_is_dismissed_unread() =>
        Gen.Select(Condition, Record, Gen.Int[0, 5], Gen.Bool).Sample((condition, text, spelling, isUser) =>
        {
            text = spelling switch
            {
                0 => text.Replace("CreateUser", "createUSER"),
                1 => text.Replace("\"Put\"", "[\"Put\"]"),
                2 => text.Replace("CreateUser", "Create\\u0055ser"),
                3 => text.Replace("eventName\":\"x\"", "eventName\":\"x\",\"eventName\":\"Put\""),
                4 => text.Replace("deleteuser", "deleteu\u017fer"),
                _ => text,
            };
            text = isUser ? text.Replace("Root", "IAMUser") : text;
            var rules = Read(File(condition)).Rules;
            var isDismissed = RecordPrefilter.With(rules)?.Look(System.Text.Encoding.UTF8.GetBytes(text), out _) == PrefilterVerdict.Dismissed;
            return !isDismissed || Mark(rules, text).SigmaMatches.Count == 0;
        }, iter: 5_000);

    [Fact]
    public void A_record_of_a_call_that_no_rule_can_match_is_dismissed_unread()
    {
        var rules = Read(WithSelection("eventName: CreateUser")).Rules;
        const string Other = """{"eventSource":"x","userIdentity":{"type":"IAMUser"},"eventName":"GetThing"}""";
        Assert.Equal(PrefilterVerdict.Dismissed, RecordPrefilter.With(rules)!.Look(System.Text.Encoding.UTF8.GetBytes(Other), out _));
        Assert.Equal(PrefilterVerdict.Whole, RecordPrefilter.With(rules)!.Look(System.Text.Encoding.UTF8.GetBytes(Other.Replace("GetThing", "createuser")), out _));
        Assert.Null(RecordPrefilter.With(Read(WithSelection("eventSource: x")).Rules));
        Assert.Same(RecordPrefilter.OfCatalogue, RecordPrefilter.With(SigmaRules.None));
    }

    /// <summary>Against a matcher that tries everything.</summary>
    [Fact]
    public void Wildcards_match_what_trying_everything_matches() =>
        Gen.Select(Gen.Char["aB*?\\"].Array[0, 8], Gen.Char["abB*?\\"].Array[0, 8], Gen.Bool).Sample((pattern, text, isCased) =>
            SigmaPattern.Of(new string(pattern), TextPlace.Whole, isCased).Matches(new string(text)) == Tried(new string(pattern), new string(text), isCased),
            iter: 20_000);

    private static bool Tried(string pattern, string text, bool isCased)
    {
        if (pattern.Length == 0)
        {
            return text.Length == 0;
        }

        if (pattern[0] == '*')
        {
            return Enumerable.Range(0, text.Length + 1).Any(begin => Tried(pattern[1..], text[begin..], isCased));
        }

        if (text.Length == 0)
        {
            return false;
        }

        if (pattern[0] == '?')
        {
            return Tried(pattern[1..], text[1..], isCased);
        }

        var rest = pattern is ['\\', ..] && pattern.Length > 1 && pattern[1] is '*' or '?' or '\\' ? pattern[1..] : pattern;
        return (rest[0] == text[0] || (!isCased && char.ToLowerInvariant(rest[0]) == char.ToLowerInvariant(text[0]))) && Tried(rest[1..], text[1..], isCased);
    }
}
