using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace RootWatch.Detection.Sigma.Matching;

/// <summary>What one value of a rule asks of a field's value. Of an array, one element has to pass.</summary>
internal abstract class ValueTest
{
    public bool Passes(RecordValue value) =>
        value.Kind == RecordValueKind.Array ? value.Items.Any(Passes) : PassesOne(value);

    protected abstract bool PassesOne(RecordValue value);
}

/// <summary>
/// An object is compared as its JSON text; what asks whether a text is somewhere in it also looks at each text in it,
/// unescaped: a policy document stands in requestParameters as an escaped text.
/// </summary>
internal sealed class TextTest(SigmaPattern pattern) : ValueTest
{
    private readonly decimal? _number = pattern.Exact is { } exact ? Numbers.Parse(exact) : null;

    /// <summary>The one text that passes, whatever its case; null if there may be others.</summary>
    public string? Exact => pattern.Exact;

    /// <summary>Then a number that is written otherwise passes, too.</summary>
    public bool IsNumber => _number is not null;

    protected override bool PassesOne(RecordValue value) => value.Kind switch
    {
        RecordValueKind.Null => false,
        RecordValueKind.Object => pattern.Matches(value.Json) || (pattern.LooksInside && value.AnyText(pattern.Matches)),
        RecordValueKind.Number => pattern.Matches(value.Text) || (_number is { } wanted && Numbers.Parse(value.Text) == wanted),
        _ => pattern.Matches(value.Text),
    };
}

/// <exception cref="RegexMatchTimeoutException">Thrown by the test if the text takes longer than the expression allows.</exception>
internal sealed class RegexTest(Regex regex) : ValueTest
{
    protected override bool PassesOne(RecordValue value) => value.Kind switch
    {
        RecordValueKind.Null => false,
        RecordValueKind.Object => regex.IsMatch(value.Json) || value.AnyText(regex.IsMatch),
        _ => regex.IsMatch(value.Text),
    };
}

/// <summary>The field is absent or null.</summary>
internal sealed class NullTest : ValueTest
{
    protected override bool PassesOne(RecordValue value) => value.Kind == RecordValueKind.Null;
}

internal sealed class CidrTest(IPNetwork network) : ValueTest
{
    protected override bool PassesOne(RecordValue value) =>
        value.Kind == RecordValueKind.Text && Addresses.Parse(value.Text) is { } address && network.Contains(address);
}

internal enum NumberOrder
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>CloudTrail writes many numbers as text, so a text that is a number counts as one.</summary>
internal sealed class NumberTest(NumberOrder order, decimal limit) : ValueTest
{
    protected override bool PassesOne(RecordValue value) =>
        value.Kind is RecordValueKind.Number or RecordValueKind.Text
        && Numbers.Parse(value.Text) is { } number
        && order switch
        {
            NumberOrder.Less => number < limit,
            NumberOrder.LessOrEqual => number <= limit,
            NumberOrder.Greater => number > limit,
            _ => number >= limit,
        };
}

internal static class Numbers
{
    public static decimal? Parse(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

internal static class Addresses
{
    /// <summary>Only what is written as an address: .NET would take <c>1</c> for 0.0.0.1.</summary>
    public static IPAddress? Parse(string text)
    {
        var isWritten = text.Contains(':') || text.AsSpan().Count('.') == 3;
        if (!isWritten || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
