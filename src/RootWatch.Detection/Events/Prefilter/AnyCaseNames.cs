using System.Text;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>Names of calls that a user's rules look at, whatever their service and the case of their letters.</summary>
internal sealed class AnyCaseNames
{
    private readonly ILookup<int, string> _byLength;
    private readonly bool _isEmpty;

    /// <param name="names">ASCII.</param>
    public AnyCaseNames(IEnumerable<string> names)
    {
        _byLength = names.Distinct(StringComparer.OrdinalIgnoreCase).ToLookup(name => name.Length);
        _isEmpty = _byLength.Count == 0;
    }

    /// <summary>False only if no rule looks at this call. Letters beyond ASCII may fold to others, so a name with them may be any.</summary>
    public bool MayContain(ReadOnlySpan<byte> name) => !_isEmpty && MayBeIn(name);

    private bool MayBeIn(ReadOnlySpan<byte> name)
    {
        foreach (var known in _byLength[name.Length])
        {
            if (Ascii.EqualsIgnoreCase(name, known))
            {
                return true;
            }
        }

        return !Ascii.IsValid(name);
    }
}
