using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class ContactsDifferCheck() : PostureCheck(
    "P09",
    "The three alternate contacts are there and differ",
    Severity.Medium,
    "Name billing, operations and security contacts, each with a mailbox of its own and none of them root's.",
    PostureReferences.Of(wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now)
    {
        (string Name, Fact<Contact> Fact)[] contacts = [("billing", facts.BillingContact), ("operations", facts.OperationsContact), ("security", facts.SecurityContact)];
        DateTimeOffset? oldest = contacts.Min(contact => contact.Fact.At);
        var missing = contacts.Where(contact => contact.Fact.WhyUnknown(now) is null && contact.Fact.Value is null).Select(contact => contact.Name).ToList();
        if (missing.Count > 0)
        {
            return Verdict.Fail($"no contact for: {string.Join(", ", missing)}") with { At = oldest };
        }

        var known = contacts.Where(contact => contact.Fact.WhyUnknown(now) is null).Select(contact => (contact.Name, contact.Fact.Value!.Email)).ToList();
        if (facts.PrimaryEmail.WhyUnknown(now) is null)
        {
            known.Add(("root", facts.PrimaryEmail.Value!));
        }

        if (known.GroupBy(contact => contact.Item2.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } shared)
        {
            return Verdict.Fail($"{string.Join(" and ", shared.Select(contact => contact.Item1))} share {shared.Key}") with { At = oldest };
        }

        return (contacts.FirstOrDefault(contact => contact.Fact.WhyUnknown(now) is not null) is { Fact: { } open, Name: var name }
            ? Verdict.Unknown($"{name}: {open.WhyUnknown(now)}")
            : Verdict.Pass($"three contacts{(known.Count > contacts.Length ? ", none of them root's address" : "; root's address is not told to this account")}")) with
        { At = oldest };
    }
}
