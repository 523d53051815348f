namespace RootWatch.Detection.Posture;

/// <summary>From facts to a verdict, with what is unknown told as that.</summary>
internal static class Judging
{
    /// <summary>What <paramref name="judge"/> says of the value; unknown with the fact's reason if there is none.</summary>
    public static Verdict Judge<T>(this Fact<T> fact, DateTimeOffset now, Func<T?, Verdict> judge)
        where T : class =>
        (fact.WhyUnknown(now) is { } why ? Verdict.Unknown(why) : judge(fact.Value)).Since(fact.At);

    /// <summary>Passes if every enabled region does; one known failure is a failure, whatever else is not known.</summary>
    /// <param name="fact">Of a region.</param>
    /// <param name="problem">What is wrong there; null: nothing.</param>
    public static Verdict JudgeRegions<T>(
        this PostureFacts facts, DateTimeOffset now, string what, Func<RegionServices, Fact<T>> fact, Func<T?, string?> problem)
        where T : class =>
        facts.Regions.Judge(now, regions =>
        {
            List<string> failed = [], unknown = [];
            var verdict = Verdict.Pass("");
            foreach (var region in regions!)
            {
                var known = fact(facts.Services.GetValueOrDefault(region) ?? new RegionServices());
                if (known.WhyUnknown(now) is { } why)
                {
                    unknown.Add($"{region}: {why}");
                }
                else if (problem(known.Value) is { } wrong)
                {
                    failed.Add($"{region}: {wrong}");
                }

                verdict = known.At is null ? verdict : verdict.Since(known.At);
            }

            var (status, text) = failed.Count > 0 ? (PostureStatus.Fail, string.Join("; ", failed))
                : unknown.Count > 0 || regions.Count == 0 ? (PostureStatus.Unknown, unknown.Count > 0 ? string.Join("; ", unknown) : "no region is enabled")
                : (PostureStatus.Pass, $"{what} in all {regions.Count} enabled regions");
            return verdict with { Status = status, Text = text };
        });

    /// <summary>Passes if one trail does. What is not known of a trail that might have done it leaves it open.</summary>
    /// <param name="judge">Of one trail.</param>
    public static Verdict JudgeAnyTrail(this PostureFacts facts, DateTimeOffset now, Func<TrailFacts, Verdict> judge) =>
        facts.Trails.Judge(now, trails =>
        {
            var judged = trails!.Select(trail => (Trail: trail, Verdict: judge(trail))).ToList();
            return judged.Find(one => one.Verdict.Status == PostureStatus.Pass) is { Trail: not null } good ? good.Verdict
                : judged.Find(one => one.Verdict.Status == PostureStatus.Unknown) is { Trail: not null } open ? open.Verdict
                : judged.Count == 0 ? Verdict.Fail("the account has no trail")
                : Verdict.Fail(string.Join("; ", judged.Select(one => one.Verdict.Text))).Since(judged.Min(one => one.Verdict.At));
        });

    /// <summary>Passes while somebody's word holds; fails when it has run out; unknown if nobody gave it.</summary>
    public static Verdict JudgeAttested(this PostureFacts facts, DateTimeOffset now, params ReadOnlySpan<string> subjects)
    {
        List<string> expired = [], missing = [], given = [];
        DateTimeOffset? oldest = null;
        foreach (var subject in subjects)
        {
            if (Attestation.Counting(facts.Attestations, now).FirstOrDefault(attestation => attestation.Subject == subject) is not { } word)
            {
                missing.Add(subject);
                continue;
            }

            (word.ValidUntil > now ? given : expired).Add($"{subject} by {word.By} until {word.ValidUntil.UtcDateTime:yyyy-MM-dd}");
            oldest = oldest is null || word.At < oldest ? word.At : oldest;
        }

        return (expired.Count > 0 ? Verdict.Fail($"attestation expired: {string.Join(", ", expired)}")
            : missing.Count > 0 ? Verdict.Unknown($"no call shows it and nobody has attested: {string.Join(", ", missing)}")
            : Verdict.Pass($"attested: {string.Join(", ", given)}")) with
        { At = oldest };
    }
}
