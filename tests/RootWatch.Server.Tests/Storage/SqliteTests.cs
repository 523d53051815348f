using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using RootWatch.Server.Storage;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Storage;

/// <summary>What SQLite promises beyond the contract of all providers.</summary>
public sealed class SqliteTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    private string Database => Path.Combine(_directory["data"], "documents.db");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_acknowledged_write_outlives_a_killed_process(int seed)
    {
        Random random = new(seed);
        await using RunningProgram writer = RunningProgram.Start("RootWatch.Server.Tests", [StorageWriter.Name, _directory["data"]]);
        int lines = random.Next(200, 2000);
        await writer.Until($"{lines} writes are acknowledged", Patience, () => Task.FromResult(Acknowledged(writer).Count() >= lines));
        await writer.Kill();
        Dictionary<int, long> last = [];
        foreach ((int document, long number) in Acknowledged(writer))
        {
            last[document] = number;
        }

        Assert.True(new FileInfo(Database + "-wal").Length > 0, "the kill came after a graceful end");
        await using StoreUnderTest store = await Open();
        foreach ((int document, long number) in last)
        {
            ThingState found = await store.Read(StorageWriter.Key(document));
            // At most one write was under way when the process died; it may have been done without being acknowledged.
            Assert.InRange(found.State.Number, number, number + 1);
            Assert.Equal(3000 * (document + 1), found.State.Text!.Length);
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_told_who_holds_it()
    {
        await using StoreUnderTest store = await Open();
        await store.Create("one");
        await using RunningProgram second = RunningProgram.Start("RootWatch.Server.Tests", [StorageWriter.Name, _directory["data"]]);
        Assert.Equal(2, await second.WaitForExit(Patience));
        Assert.Contains($"in use by another RootWatch process (process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)})", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
        Assert.True((await store.Read("one")).RecordExists);
    }

    [Fact]
    public async Task A_directory_is_free_again_once_its_owner_was_killed()
    {
        await using RunningProgram first = RunningProgram.Start("RootWatch.Server.Tests", [StorageWriter.Name, _directory["data"]]);
        await first.Until("it writes", Patience, () => Task.FromResult(Acknowledged(first).Any()));
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(Open);
        Assert.Equal(StorageTrouble.InUse, refusal.Trouble);
        await first.Kill();
        await using StoreUnderTest store = await Open();
        Assert.True((await store.Read(StorageWriter.Key(0))).RecordExists);
    }

    [Fact]
    public async Task A_graceful_end_leaves_one_file_that_can_be_copied_as_a_backup()
    {
        await using (StoreUnderTest store = await Open())
        {
            await store.Create("one", number: 1);
        }

        Assert.Equal(0, new FileInfo(Database + "-wal") is { Exists: true } journal ? journal.Length : 0);
        Directory.CreateDirectory(_directory["copy"]);
        File.Copy(Database, Path.Combine(_directory["copy"], "documents.db"));
        await using StoreUnderTest copy = await Open("copy");
        Assert.Equal(1, (await copy.Read("one")).State.Number);
    }

    [Theory]
    [InlineData("text", StorageTrouble.Damaged, "does not begin as a SQLite file does")]
    [InlineData("page", StorageTrouble.Damaged, "damaged")]
    [InlineData("truncated", StorageTrouble.Damaged, "damaged")]
    [InlineData("emptied beside its journal", StorageTrouble.Damaged, "its journal")]
    [InlineData("other program's", StorageTrouble.Damaged, "another program")]
    [InlineData("newer", StorageTrouble.Misconfigured, "newer RootWatch")]
    public async Task A_file_that_must_not_be_used_is_refused_by_name_and_left_as_it_is(string damage, StorageTrouble trouble, string reason)
    {
        await using (StoreUnderTest store = await Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(n => store.Create($"one/{n}", n)));
        }

        Spoil(damage);
        string before = Fingerprint();
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(Open);
        Assert.Equal(trouble, refusal.Trouble);
        Assert.Contains(Database, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public async Task A_full_disk_is_said_so_loses_nothing_and_is_got_over()
    {
        await using (StoreUnderTest store = await Open(pageCountMax: 40))
        {
            ThingState kept = await store.Create("kept", number: 1);
            DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(async () =>
            {
                for (int n = 0; n < 100; n++)
                {
                    await store.Write($"filler/{n}", new ThingState(new StoredThing { Text = new string('x', 10_000) }));
                }
            });
            Assert.Equal(StorageTrouble.Full, refusal.Trouble);
            Assert.Contains(Database, refusal.Message, StringComparison.Ordinal);

            // What fits is still taken: a small change of what is there.
            kept.State.Number = 2;
            await store.Write("kept", kept);
            await store.Clear("filler/0", await store.Read("filler/0"));
            await store.Create("in the freed space");
        }

        await using StoreUnderTest again = await Open();
        Assert.Equal(2, (await again.Read("kept")).State.Number);
        Assert.True((await again.Read("in the freed space")).RecordExists);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("the directory deleted")]
    public async Task A_file_that_is_taken_away_under_the_server_takes_no_more_writes(string what)
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        using DocumentStorageProbe probe = new(store.Storage, TimeProvider.System);
        string aside = _directory["aside"];
        if (what == "the directory deleted")
        {
            Directory.Move(_directory["data"], aside);
        }
        else
        {
            Directory.CreateDirectory(aside);
            File.Move(Database, Path.Combine(aside, "documents.db"));
            if (what == "replaced")
            {
                File.Copy(Path.Combine(aside, "documents.db"), Database);
            }
        }

        document.State.Number = 2;
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Write("one", document));
        Assert.Equal(StorageTrouble.Missing, refusal.Trouble);
        Assert.Contains("was deleted, moved or replaced under the server", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(StorageTrouble.Missing, (await Assert.ThrowsAsync<DocumentStorageException>(() => store.Read("one"))).Trouble);
        Assert.False((await probe.Check(CancellationToken.None)).Ready);

        // Back in its place, it is used as before, also by somebody who reads first.
        if (what == "the directory deleted")
        {
            Directory.Move(aside, _directory["data"]);
        }
        else
        {
            File.Move(Path.Combine(aside, "documents.db"), Database, overwrite: true);
        }

        Assert.Equal(1, (await store.Read("one")).State.Number);
        await store.Write("one", document);
        Assert.Equal(2, (await store.Read("one")).State.Number);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("replaced")]
    public async Task A_journal_that_is_taken_away_under_the_server_takes_no_more_writes_and_nothing_with_it(string what)
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        using DocumentStorageProbe probe = new(store.Storage, TimeProvider.System);
        string journal = Database + "-wal";
        string aside = _directory["aside"];
        File.Move(journal, aside);
        if (what == "replaced")
        {
            await File.WriteAllBytesAsync(journal, [], TestContext.Current.CancellationToken);
        }

        document.State.Number = 2;
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(() => store.Write("one", document));
        Assert.Equal(StorageTrouble.Missing, refusal.Trouble);
        Assert.Contains($"{journal} was deleted, moved or replaced under the server", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(StorageTrouble.Missing, (await Assert.ThrowsAsync<DocumentStorageException>(() => store.Read("one"))).Trouble);
        Assert.False((await probe.Check(CancellationToken.None)).Ready);

        // Killed now, the process would leave the database alone.
        Directory.CreateDirectory(_directory["left"]);
        File.Copy(Database, Path.Combine(_directory["left"], "documents.db"));
        await using (StoreUnderTest left = await Open("left"))
        {
            Assert.Equal(1, (await left.Read("one")).State.Number);
        }

        if (what != "deleted")
        {
            File.Move(aside, journal, overwrite: true);
            Assert.Equal(1, (await store.Read("one")).State.Number);
            await store.Write("one", document);
            Assert.Equal(2, (await store.Read("one")).State.Number);
        }
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_told_as_such_before_whoever_waits_gives_up()
    {
        await using StoreUnderTest store = await Open();
        ThingState document = await store.Create("one");
        using DocumentStorageProbe probe = new(store.Storage, TimeProvider.System);
        using (SqliteConnection shell = new($"Data Source={Database};Pooling=False"))
        {
            shell.Open();
            Sql(shell, "BEGIN EXCLUSIVE");
            StorageReadiness held = await probe.Check(CancellationToken.None);
            Assert.False(held.Ready);
            Assert.Contains("is locked by another program", held.Reason, StringComparison.Ordinal);
            Assert.Equal(1, (await store.Read("one")).State.Number);
            Sql(shell, "ROLLBACK");
        }

        document.State.Number = 2;
        await store.Write("one", document);
        Assert.Equal(2, (await store.Read("one")).State.Number);
    }

    [Fact]
    public async Task What_is_made_is_for_the_server_s_user_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");
        await using StoreUnderTest store = await Open();
        await store.Create("one");
#pragma warning disable CA1416 // Skipped above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory["data"]));
        Assert.All(Directory.GetFiles(_directory["data"]), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
#pragma warning restore CA1416
    }

    [Fact]
    public void A_directory_in_which_no_file_can_be_made_is_not_said_to_be_in_use()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a folder that takes no file from anybody");
        DocumentStorageException refusal = Assert.Throws<DocumentStorageException>(() => DirectoryOwnership.Take("/proc"));
        Assert.NotEqual(StorageTrouble.InUse, refusal.Trouble);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_directory["data"], "a file where a directory should be");
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(Open);
        Assert.Equal(StorageTrouble.Denied, refusal.Trouble);
        Assert.Contains(_directory["data"], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        StoreUnderTest store = await Open();
        Orleans.Storage.IGrainStorage storage = store.Storage;
        await store.DisposeAsync();
        DocumentStorageException refusal = await Assert.ThrowsAsync<DocumentStorageException>(
            () => storage.WriteStateAsync("state", StoreUnderTest.Grain("late"), new ThingState()));
        Assert.Equal(StorageTrouble.Closed, refusal.Trouble);
    }

    [Fact]
    public async Task Writes_that_are_queued_when_the_store_closes_are_done_or_refused_but_never_left_hanging()
    {
        StoreUnderTest store = await Open();
        Task<bool>[] writes = [.. Enumerable.Range(0, 500).Select(async n =>
        {
            try
            {
                await store.Create($"late/{n}", n);
                return true;
            }
            catch (DocumentStorageException refusal) when (refusal.Trouble == StorageTrouble.Closed)
            {
                return false;
            }
        })];
        await store.DisposeAsync();
        bool[] done = await Task.WhenAll(writes).WaitAsync(Patience);

        await using StoreUnderTest again = await Open();
        foreach ((int n, bool wasDone) in done.Index())
        {
            Assert.Equal(wasDone, (await again.Read($"late/{n}")).RecordExists);
        }
    }

    [Fact]
    public async Task Writes_at_once_share_transactions()
    {
        await using StoreUnderTest store = await Open();
        await store.Create("warm");
        const int writes = 2000;
        await Task.WhenAll(Enumerable.Range(0, writes).Select(n => store.Create($"group/{n}", n)));
        // Each commit appends at least one frame per page it touched; a transaction per write would need two each at least.
        long frames = new FileInfo(Database + "-wal").Length / 4096;
        Assert.True(frames < writes, $"{frames} pages were written for {writes} small documents");
    }

    [Fact]
    public async Task The_probe_writes_and_reads_and_says_why_it_cannot()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new();
        StoreUnderTest store = await Open();
        using DocumentStorageProbe probe = new(store.Storage, time);
        Assert.Equal(new StorageReadiness(true, "a document was written and read back"), await probe.Check(CancellationToken.None));

        await store.DisposeAsync();
        Assert.True((await probe.Check(CancellationToken.None)).Ready, "an answer is kept for a while");
        time.Advance(DocumentStorageProbe.AnswerAge);
        StorageReadiness closed = await probe.Check(CancellationToken.None);
        Assert.False(closed.Ready);
        Assert.Contains(Database, closed.Reason, StringComparison.Ordinal);
    }

    private Task<StoreUnderTest> Open() => Open("data");

    private Task<StoreUnderTest> Open(string directory = "data", int? pageCountMax = null) =>
        StoreUnderTest.Open(silo => silo.AddSqliteGrainStorage(DocumentStorage.ProviderName, options =>
        {
            options.Directory = _directory[directory];
            options.PageCountMax = pageCountMax;
        }));

    private static IEnumerable<(int Document, long Number)> Acknowledged(RunningProgram writer)
    {
        foreach (string line in writer.Output.Split('\n'))
        {
            if (line.Split(' ') is [string document, string number] && int.TryParse(document, out int key) && long.TryParse(number, out long value))
            {
                yield return (key, value);
            }
        }
    }

    private void Spoil(string damage)
    {
        byte[] content = File.ReadAllBytes(Database);
        switch (damage)
        {
            case "text":
                File.WriteAllText(Database, "tenants: []\n");
                break;
            case "page":
                // A page in the middle, header of its tree and all.
                content.AsSpan(3 * 4096, 4096).Fill(0xA5);
                File.WriteAllBytes(Database, content);
                break;
            case "truncated":
                File.WriteAllBytes(Database, content[..(content.Length / 2)]);
                break;
            case "emptied beside its journal":
                File.WriteAllBytes(Database, []);
                File.WriteAllBytes(Database + "-wal", new byte[100]);
                break;
            case "other program's":
                Sql("PRAGMA application_id = 7");
                break;
            case "newer":
                Sql("PRAGMA user_version = 99");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "unknown damage");
        }
    }

    private void Sql(string text)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        Sql(connection, text);
    }

    private static void Sql(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private string Fingerprint() => string.Join('\n', new[] { Database, Database + "-wal" }
        .Where(file => File.Exists(file) && new FileInfo(file).Length > 0)
        .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));
}
