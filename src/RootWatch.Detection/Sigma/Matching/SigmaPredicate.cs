namespace RootWatch.Detection.Sigma.Matching;

/// <summary>A condition of a rule, compiled. Pure.</summary>
internal abstract class SigmaPredicate
{
    public abstract bool Matches(RecordValue record);

    /// <summary>
    /// The only values that the field can have in a record that matches, whatever their case; null if that cannot be said.
    /// </summary>
    public abstract IReadOnlySet<string>? Implied(string field);

    protected static IReadOnlySet<string> SetOf(IEnumerable<string> values) => new HashSet<string>(values, StringComparer.OrdinalIgnoreCase);
}

internal sealed class AllOf(IReadOnlyList<SigmaPredicate> parts) : SigmaPredicate
{
    public override bool Matches(RecordValue record)
    {
        foreach (var part in parts)
        {
            if (!part.Matches(record))
            {
                return false;
            }
        }

        return true;
    }

    public override IReadOnlySet<string>? Implied(string field)
    {
        IReadOnlySet<string>? implied = null;
        foreach (var part in parts)
        {
            if (part.Implied(field) is { } more)
            {
                implied = implied is null ? more : SetOf(implied.Where(more.Contains));
            }
        }

        return implied;
    }
}

internal sealed class AnyOf(IReadOnlyList<SigmaPredicate> parts) : SigmaPredicate
{
    public override bool Matches(RecordValue record)
    {
        foreach (var part in parts)
        {
            if (part.Matches(record))
            {
                return true;
            }
        }

        return false;
    }

    public override IReadOnlySet<string>? Implied(string field)
    {
        var implied = parts.Select(part => part.Implied(field)).ToList();
        return implied.Contains(null) ? null : SetOf(implied.SelectMany(values => values!));
    }
}

internal sealed class Not(SigmaPredicate part) : SigmaPredicate
{
    public override bool Matches(RecordValue record) => !part.Matches(record);

    public override IReadOnlySet<string>? Implied(string field) => null;
}

/// <summary>One value asked of one field.</summary>
internal sealed class FieldPredicate(FieldPath path, ValueTest test) : SigmaPredicate
{
    public override bool Matches(RecordValue record) =>
        path.Any(record, test.Passes) || (test is NullTest && !path.Exists(record));

    public override IReadOnlySet<string>? Implied(string field) =>
        path.Text == field && test is TextTest { Exact: { Length: <= ImpliedCharsMax } exact, IsNumber: false } ? SetOf([exact]) : null;

    /// <summary>Event names are kept up to a length; beyond it nothing is concluded.</summary>
    private const int ImpliedCharsMax = 128;
}

internal sealed class ExistsPredicate(FieldPath path, bool isWanted) : SigmaPredicate
{
    public override bool Matches(RecordValue record) => path.Exists(record) == isWanted;

    public override IReadOnlySet<string>? Implied(string field) => null;
}

/// <summary>One field's value asked of another field.</summary>
internal sealed class FieldReferencePredicate(FieldPath path, FieldPath other, TextPlace place, bool isCased) : SigmaPredicate
{
    /// <summary>Who calls AWS chooses how long the lists of his request are, and every text of one meets every text of the other.</summary>
    private const int ComparisonsMax = 10_000;

    /// <exception cref="SigmaUndecidedException">There are more than <see cref="ComparisonsMax"/> pairs.</exception>
    public override bool Matches(RecordValue record)
    {
        var (ours, theirs) = (Texts(path, record), Texts(other, record));
        if ((long)ours.Count * theirs.Count > ComparisonsMax)
        {
            throw new SigmaUndecidedException();
        }

        return theirs.Select(text => SigmaPattern.OfLiteral(text, place, isCased)).Any(pattern => ours.Any(pattern.Matches));
    }

    public override IReadOnlySet<string>? Implied(string field) => null;

    private static List<string> Texts(FieldPath path, RecordValue record)
    {
        var texts = new List<string>();
        path.Any(record, value => value.AnyText(text =>
        {
            texts.Add(text);
            return false;
        }));
        return texts;
    }
}

/// <summary>A record is made so that a rule cannot be judged in bounded time.</summary>
internal sealed class SigmaUndecidedException : Exception;

/// <summary>A text or number without a field: it stands somewhere in the record, as JSON or in one of its texts.</summary>
internal sealed class KeywordPredicate(ValueTest test) : SigmaPredicate
{
    public override bool Matches(RecordValue record) => test.Passes(record);

    public override IReadOnlySet<string>? Implied(string field) => null;
}
