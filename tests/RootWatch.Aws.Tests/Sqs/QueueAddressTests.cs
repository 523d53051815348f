using RootWatch.Aws.Sqs;

namespace RootWatch.Aws.Tests.Sqs;

public sealed class QueueAddressTests
{
    [Theory]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/111122223333/rootwatch-push", "eu-central-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/rootwatch-push", "cn-north-1")]
    [InlineData("https://us-west-2.queue.amazonaws.com/111122223333/rootwatch-push", "us-west-2")]
    [InlineData("https://vpce-0a1b-x.sqs.eu-west-1.vpce.amazonaws.com/111122223333/rootwatch-push", "eu-west-1")]
    [InlineData("http://127.0.0.1:4566/999999999999/rootwatch-push", null)]
    public void The_region_stands_in_the_name_of_the_host(string url, string? region) =>
        Assert.Equal(region, QueueAddress.Parse(url).Address!.Region);

    [Theory]
    [InlineData("rootwatch-push", "it is no queue's URL")]
    [InlineData("arn:aws:sqs:eu-central-1:111122223333:rootwatch-push", "it is no queue's URL")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/rootwatch-push", "it is no queue's URL")]
    [InlineData("https://user:secret@sqs.eu-central-1.amazonaws.com/111122223333/q", "it is no queue's URL")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/111122223333/q?x=1", "it is no queue's URL")]
    [InlineData("http://sqs.eu-central-1.amazonaws.com/111122223333/q", "in clear text")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/111122223333/q.fifo", "a standard queue")]
    public void What_is_no_use_is_refused_with_the_remedy(string url, string problem)
    {
        (QueueAddress? address, string why) = QueueAddress.Parse(url);
        Assert.Null(address);
        Assert.Contains(problem, why, StringComparison.Ordinal);
    }
}
