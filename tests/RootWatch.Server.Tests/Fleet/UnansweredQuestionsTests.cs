using Microsoft.Extensions.Logging.Testing;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Tests.Fleet;

public sealed class UnansweredQuestionsTests
{
    [Fact]
    public void Silence_is_a_line_where_it_begins_and_one_where_it_ends_however_often_was_asked()
    {
        FakeLogger log = new();
        UnansweredQuestions unanswered = new(log);
        unanswered.Answered("tenant acme");
        for (int round = 0; round < 100; round++)
        {
            unanswered.Failed("tenant acme", new IOException("the disk is full"));
            unanswered.Answered("tenant globex");
        }

        unanswered.Answered("tenant acme");
        unanswered.Answered("tenant acme");
        unanswered.Failed("tenant acme", new IOException("the disk is full again"));

        Assert.Equal(
            [
                "Warning: tenant acme does not answer the patrol and will be asked again: the disk is full",
                "Information: tenant acme answers the patrol again",
                "Warning: tenant acme does not answer the patrol and will be asked again: the disk is full again",
            ],
            log.Collector.GetSnapshot().Select(line => $"{line.Level}: {line.Message}"));
    }
}
