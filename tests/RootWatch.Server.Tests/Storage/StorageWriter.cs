using System.Globalization;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Storage;

/// <summary>A program that writes to a SQLite store as fast as it can and says what was acknowledged, until it is killed.</summary>
internal static class StorageWriter
{
    public const string Name = "storage-writer";

    public const int Documents = 16;

    public static string Key(int document) => string.Create(CultureInfo.InvariantCulture, $"writer/{document}");

    /// <summary>Arguments: the data directory.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            await using StoreUnderTest store = await StoreUnderTest.Open(silo =>
                silo.AddSqliteGrainStorage(DocumentStorage.ProviderName, options => options.Directory = arguments[0]));
            Console.WriteLine("writing");
            await Task.WhenAll(Enumerable.Range(0, Documents).Select(document => Task.Run(() => Write(store, document))));
            return 0;
        }
        catch (DocumentStorageException refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            return 2;
        }
    }

    private static async Task Write(StoreUnderTest store, int document)
    {
        ThingState state = await store.Read(Key(document));
        // Documents of several pages, so that a torn transaction would show.
        state.State.Text = new string('x', 3000 * (document + 1));
        while (true)
        {
            state.State.Number++;
            await store.Write(Key(document), state);
            // Console.Out is unbuffered towards a pipe: what was said is out even if we die at the next instruction.
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{document} {state.State.Number}"));
        }
    }
}
