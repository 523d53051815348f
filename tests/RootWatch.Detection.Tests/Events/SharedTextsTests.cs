using System.Text;
using CsCheck;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Tests.Events;

public sealed class SharedTextsTests
{
    [Fact]
    public void It_is_the_text_that_the_bytes_say_whatever_was_asked_before() => Gen.Byte.Array[0, 70].Sample(
        utf8 => SharedTexts.Of(utf8) == Encoding.UTF8.GetString(utf8) && SharedTexts.Of(utf8) == Encoding.UTF8.GetString(utf8), iter: 20_000);

    [Fact]
    public void One_that_comes_again_is_the_same_string() =>
        // Another test may take its slot in between, but not each time.
        Assert.Contains(Enumerable.Range(0, 1000), _ => ReferenceEquals(SharedTexts.Of("iam.amazonaws.com"u8), SharedTexts.Of("iam.amazonaws.com"u8)));
}
