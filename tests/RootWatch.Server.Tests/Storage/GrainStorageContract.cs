using Orleans.Storage;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

/// <summary>
/// What every provider must do. The cases cover those of Orleans' own provider tests:
/// first writes, stale etags, clears; and those that RootWatch leans on.
/// A provider is tested by one subclass that says how to open it.
/// </summary>
public abstract class GrainStorageContract
{
    /// <summary>Opens the provider on a place of this test's own; a second call finds what the first has left.</summary>
    private protected abstract Task<StoreUnderTest> Open();

    [Fact]
    public async Task A_document_that_was_never_written_reads_as_fresh_state_without_etag()
    {
        await using StoreUnderTest store = await Open();
        ThingState read = await store.Read("never");
        Assert.NotNull(read.State);
        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
    }

    [Fact]
    public async Task A_written_document_reads_back_equal_with_its_etag()
    {
        await using StoreUnderTest store = await Open();
        ThingState written = new(new StoredThing
        {
            Text = "Grüße, \u0000 \u202e \ud83d\udd11 \"quoted\"",
            Number = long.MinValue,
            At = new DateTimeOffset(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero),
            Items = ["", "a", "\n"],
        });
        await store.Write("one", written);
        Assert.True(written.RecordExists);
        Assert.False(string.IsNullOrEmpty(written.ETag));

        ThingState read = await store.Read("one");
        Assert.Equivalent(written.State, read.State, strict: true);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task A_document_that_is_not_what_was_written_is_named_and_left_as_it_is()
    {
        await using StoreUnderTest store = await Open();
        GrainState<string> text = new("no object");
        await store.Storage.WriteStateAsync("state", StoreUnderTest.Grain("one"), text);
        DocumentStorageException damage = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Read("one"));
        Assert.Equal(StorageTrouble.Damaged, damage.Trouble);
        Assert.Contains("thing/one", damage.Message, StringComparison.Ordinal);
        await store.Storage.WriteStateAsync("state", StoreUnderTest.Grain("one"), text);
    }

    [Fact]
    public async Task The_etag_changes_with_every_write()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        HashSet<string> etags = [document.ETag];
        for (int n = 2; n <= 5; n++)
        {
            document.State.Number = n;
            await store.Write("one", document);
            Assert.True(etags.Add(document.ETag));
        }
    }

    [Fact]
    public async Task The_etag_changes_also_when_the_same_state_is_written_again()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        string? first = document.ETag;
        await store.Write("one", document);
        Assert.NotEqual(first, document.ETag);
        Assert.Equal(document.ETag, (await store.Read("one")).ETag);
    }

    [Fact]
    public async Task A_second_first_write_is_refused_and_changes_nothing()
    {
        await using StoreUnderTest store = await Open();
        ThingState first = await store.Create("one", number: 1);
        ThingState second = new(new StoredThing { Number = 2 });
        InconsistentStateException refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => store.Write("one", second));
        Assert.NotEqual(refusal.StoredEtag, refusal.CurrentEtag);
        Assert.Null(second.ETag);

        ThingState read = await store.Read("one");
        Assert.Equal(1, read.State.Number);
        Assert.Equal(first.ETag, read.ETag);
    }

    [Fact]
    public async Task A_write_with_a_stale_etag_is_refused_and_names_it()
    {
        await using StoreUnderTest store = await Open();
        ThingState mine = await store.Create("one", number: 1);
        ThingState theirs = await store.Read("one");
        theirs.State.Number = 2;
        await store.Write("one", theirs);

        mine.State.Number = 3;
        string? stale = mine.ETag;
        InconsistentStateException refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => store.Write("one", mine));
        Assert.Equal(stale, refusal.CurrentEtag);
        Assert.Equal(stale, mine.ETag);
        Assert.Equal(2, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task A_write_with_an_etag_is_refused_when_the_document_is_gone()
    {
        await using StoreUnderTest store = await Open();
        ThingState mine = await store.Create("one");
        ThingState theirs = await store.Read("one");
        await store.Clear("one", theirs);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Write("one", mine));
        Assert.False((await store.Read("one")).RecordExists);
    }

    [Fact]
    public async Task A_write_with_an_etag_of_another_store_is_refused()
    {
        await using StoreUnderTest store = await Open();
        await store.Create("one");
        ThingState foreign = new(new StoredThing(), "\"0x8DC0FFEE\"");
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Write("one", foreign));
    }

    [Fact]
    public async Task Of_many_first_writes_at_once_exactly_one_wins()
    {
        await using StoreUnderTest store = await Open();
        bool[] won = await Task.WhenAll(Enumerable.Range(1, 16).Select(n => Wins(store, "one", new(new StoredThing { Number = n }))));
        Assert.Single(won, true);
        Assert.Equal(Array.IndexOf(won, true) + 1, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task Of_many_writes_with_one_etag_exactly_one_wins()
    {
        await using StoreUnderTest store = await Open();
        ThingState start = await store.Create("one", number: 0);
        bool[] won = await Task.WhenAll(Enumerable.Range(1, 16).Select(n =>
            Wins(store, "one", new(new StoredThing { Number = n }, start.ETag))));
        Assert.Single(won, true);
        Assert.Equal(Array.IndexOf(won, true) + 1, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task Counting_by_many_writers_that_retry_loses_no_count()
    {
        await using StoreUnderTest store = await Open();
        await store.Create("counter", number: 0);
        const int writers = 4, rounds = 10;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
        {
            for (int done = 0; done < rounds;)
            {
                ThingState document = await store.Read("counter");
                document.State.Number++;
                done += await Wins(store, "counter", document) ? 1 : 0;
            }
        }));
        Assert.Equal(writers * rounds, (await store.Read("counter")).State.Number);
    }

    [Fact]
    public async Task Many_documents_written_at_once_are_all_there()
    {
        await using StoreUnderTest store = await Open();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => store.Create($"many/{n}", n)));
        ThingState[] read = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => store.Read($"many/{n}")));
        Assert.Equal(Enumerable.Range(0, 100).Select(n => (long)n), read.Select(document => document.State.Number));
    }

    [Fact]
    public async Task One_refused_write_among_many_fails_alone()
    {
        await using StoreUnderTest store = await Open();
        await store.Create("taken");
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 50).Select(n =>
            Wins(store, n == 25 ? "taken" : $"free/{n}", new(new StoredThing { Number = n }))));
        Assert.Equal([25], won.Index().Where(item => !item.Item).Select(item => item.Index));
    }

    [Fact]
    public async Task Documents_are_read_while_they_are_written()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one", number: 1);
        Task writing = Task.Run(async () =>
        {
            for (int n = 2; n <= 20; n++)
            {
                document.State = new StoredThing { Number = n };
                await store.Write("one", document);
            }
        });
        long seen = 0;
        do
        {
            long now = (await store.Read("one")).State.Number;
            Assert.True(now >= seen, $"went back from {seen} to {now}");
            seen = now;
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal(20, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task A_cleared_document_reads_as_fresh_state()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one", number: 7);
        await store.Clear("one", document);
        Assert.NotNull(document.State);
        Assert.Null(document.ETag);
        Assert.False(document.RecordExists);

        ThingState read = await store.Read("one");
        Assert.Equal(0, read.State.Number);
        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
    }

    [Fact]
    public async Task A_cleared_document_can_be_written_again_by_who_cleared_it()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one", number: 1);
        await store.Clear("one", document);
        document.State = new StoredThing { Number = 2 };
        await store.Write("one", document);
        Assert.Equal(2, (await store.Read("one")).State.Number);
        Assert.True(document.RecordExists);
    }

    [Fact]
    public async Task An_etag_from_before_a_clear_stays_stale_when_the_document_is_written_again()
    {
        await using StoreUnderTest store = await Open();
        ThingState old = await store.Create("one", number: 1);
        ThingState current = await store.Read("one");
        await store.Clear("one", current);
        current.State = new StoredThing { Number = 1 };
        await store.Write("one", current);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Write("one", old));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Clear("one", old));
    }

    [Fact]
    public async Task Clearing_what_was_never_written_is_no_error_and_a_write_may_follow()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Read("one");
        await store.Clear("one", document);
        document.State = new StoredThing { Number = 1 };
        await store.Write("one", document);
        Assert.Equal(1, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task Clearing_twice_is_no_error()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        await store.Clear("one", document);
        await store.Clear("one", document);
        Assert.False((await store.Read("one")).RecordExists);
    }

    [Fact]
    public async Task Clearing_with_a_stale_etag_is_refused_and_the_document_stays()
    {
        await using StoreUnderTest store = await Open();
        ThingState mine = await store.Create("one", number: 1);
        ThingState theirs = await store.Read("one");
        theirs.State.Number = 2;
        await store.Write("one", theirs);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Clear("one", mine));
        Assert.Equal(2, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task Clearing_without_etag_what_another_has_written_is_refused()
    {
        await using StoreUnderTest store = await Open();
        ThingState mine = await store.Read("one");
        await store.Create("one", number: 1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Clear("one", mine));
        Assert.True((await store.Read("one")).RecordExists);
    }

    [Fact]
    public async Task Reading_again_brings_what_another_has_written_or_cleared()
    {
        await using StoreUnderTest store = await Open();
        ThingState mine = await store.Create("one", number: 1);
        ThingState theirs = await store.Read("one");
        theirs.State.Number = 2;
        await store.Write("one", theirs);
        await store.Storage.ReadStateAsync("state", StoreUnderTest.Grain("one"), mine);
        Assert.Equal(2, mine.State.Number);
        Assert.Equal(theirs.ETag, mine.ETag);

        await store.Clear("one", theirs);
        await store.Storage.ReadStateAsync("state", StoreUnderTest.Grain("one"), mine);
        Assert.Equal(0, mine.State.Number);
        Assert.Null(mine.ETag);
        Assert.False(mine.RecordExists);
    }

    [Fact]
    public async Task States_of_one_grain_with_different_names_do_not_touch()
    {
        await using StoreUnderTest store = await Open();
        ThingState first = await store.Create("one", number: 1, state: "head");
        await store.Create("one", number: 2, state: "tail");
        await store.Clear("one", first, state: "head");
        Assert.False((await store.Read("one", state: "head")).RecordExists);
        Assert.Equal(2, (await store.Read("one", state: "tail")).State.Number);
    }

    public static TheoryData<string, string> OddKeys => new()
    {
        { "account id", "111122223333" },
        { "Cyrillic", "счёт-№7" },
        { "emoji and combining marks", "\ud83d\udd11e\u0301" },
        { "slashes", "acme/segments/00001" },
        { "path tricks", "../../etc/./passwd//x/" },
        { "backslash and colon", @"C:\temp\..\x" },
        { "percent and query", "a%2Fb?c=d#e&f" },
        { "spaces and dots at the ends", " . x . " },
        { "control characters", "a\u0001\u007f\r\n\tb" },
        { "quotes", "'\"; DROP TABLE document; --" },
        { "long", new string('k', 900) },
        { "longer than a blob's name may be", new string('é', 3000) },
    };

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task A_grain_key_of_any_kind_has_its_own_document(string kind, string key)
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create(key, number: 1);
        Assert.False((await store.Read(key + "x")).RecordExists, kind);
        document.State.Number = 2;
        await store.Write(key, document);
        Assert.Equal(2, (await store.Read(key)).State.Number);
        await store.Clear(key, document);
        Assert.False((await store.Read(key)).RecordExists, kind);
    }

    [Fact]
    public async Task Keys_that_differ_only_in_case_or_normal_form_are_different()
    {
        await using StoreUnderTest store = await Open();
        string[] keys = ["acme", "ACME", "Acme", "\u00e9", "e\u0301", "a/b", "a//b", "a/./b", "a%2Fb"];
        for (int n = 0; n < keys.Length; n++)
        {
            await store.Create(keys[n], n);
        }

        for (int n = 0; n < keys.Length; n++)
        {
            Assert.Equal(n, (await store.Read(keys[n])).State.Number);
        }
    }

    [Fact]
    public async Task Integer_and_guid_keys_work_as_grain_ids()
    {
        await using StoreUnderTest store = await Open();
        Orleans.Runtime.GrainId[] ids =
        [
            Orleans.Runtime.GrainId.Create("patrol", GrainIdKeyExtensions.CreateIntegerKey(63).ToString()!),
            Orleans.Runtime.GrainId.Create("patrol", GrainIdKeyExtensions.CreateIntegerKey(-1, "extension/1").ToString()!),
            Orleans.Runtime.GrainId.Create("patrol", GrainIdKeyExtensions.CreateGuidKey(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).ToString()!),
        ];
        for (int n = 0; n < ids.Length; n++)
        {
            await store.Storage.WriteStateAsync("state", ids[n], new ThingState(new StoredThing { Number = n }));
        }

        for (int n = 0; n < ids.Length; n++)
        {
            ThingState read = new();
            await store.Storage.ReadStateAsync("state", ids[n], read);
            Assert.Equal(n, read.State.Number);
        }
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(8_000_000)]
    public async Task A_big_document_is_kept_whole(int length)
    {
        await using StoreUnderTest store = await Open();
        string text = string.Create(length, 0, static (span, _) =>
        {
            for (int n = 0; n < span.Length; n++)
            {
                span[n] = (char)('a' + (n % 26));
            }
        });
        ThingState document = new(new StoredThing { Text = text });
        await store.Write("big", document);
        document.State.Number = 2;
        await store.Write("big", document);
        ThingState read = await store.Read("big");
        Assert.Equal(text, read.State.Text);
        Assert.Equal(2, read.State.Number);
    }

    [Fact]
    public async Task A_null_state_is_a_record_that_reads_as_fresh_state()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = new(null!);
        await store.Write("null", document);
        Assert.True(document.RecordExists);
        ThingState read = await store.Read("null");
        Assert.NotNull(read.State);
        Assert.True(read.RecordExists);
        Assert.Equal(document.ETag, read.ETag);
    }

    [Fact]
    public async Task Empty_values_stay_empty_and_nulls_stay_null()
    {
        await using StoreUnderTest store = await Open();
        await store.Write("empty", new ThingState(new StoredThing { Text = "", At = null, Items = [] }));
        ThingState read = await store.Read("empty");
        Assert.Equal("", read.State.Text);
        Assert.Null(read.State.At);
        Assert.Empty(read.State.Items);
    }

    [Fact]
    public async Task What_was_written_survives_a_restart_with_its_etag()
    {
        string? etag;
        await using (StoreUnderTest store = await Open())
        {
            etag = (await store.Create("one", number: 1)).ETag;
            await store.Clear("two", await store.Create("two"));
        }

        await using StoreUnderTest again = await Open();
        ThingState read = await again.Read("one");
        Assert.Equal(etag, read.ETag);
        Assert.False((await again.Read("two")).RecordExists);
        read.State.Number = 2;
        await again.Write("one", read);
        Assert.NotEqual(etag, read.ETag);
    }

    [Fact]
    public async Task The_stored_form_is_plain_json_without_type_names()
    {
        await using StoreUnderTest store = await Open();
        await store.Write("json", new ThingState(new StoredThing { Text = "plain", Number = 5 }));
        // Read as another class: what is stored must not depend on the name of ours.
        GrainState<SameShape> read = new();
        await store.Storage.ReadStateAsync("state", StoreUnderTest.Grain("json"), read);
        Assert.Equal(("plain", 5L), (read.State!.Text, read.State.Number));
    }

    private static async Task<bool> Wins(StoreUnderTest store, string key, ThingState document)
    {
        try
        {
            await store.Write(key, document);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private sealed class SameShape
    {
        public string? Text { get; set; }

        public long Number { get; set; }
    }
}
