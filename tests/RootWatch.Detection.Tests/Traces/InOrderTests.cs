using CsCheck;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Tests.Traces;

public sealed class InOrderTests
{
    /// <summary>The second number tells equals apart.</summary>
    [Fact]
    public void One_more_is_behind_its_equals_and_the_first_go() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 20], Gen.Int[0, 9], Gen.Int[1, 22]).Sample((numbers, added, countMax) =>
        {
            (int Number, int Arrival)[] list = [.. numbers.Select((number, i) => (number, i)).OrderBy(item => item.number).TakeLast(countMax)];
            (int Number, int Arrival) one = (added, int.MaxValue);
            Assert.Equal(
                list.Append(one).OrderBy(item => item.Number).TakeLast(countMax),
                InOrder.With(list, one, Comparer<(int Number, int Arrival)>.Create((a, b) => a.Number.CompareTo(b.Number)), countMax));
        });
}
