using System.Text.Json;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace RootWatch.Server.Storage;

/// <summary>A document's text as every provider reads it.</summary>
internal static class DocumentBody
{
    /// <param name="name">Where an operator finds it.</param>
    /// <exception cref="DocumentStorageException">The text is not what was written.</exception>
    public static T Read<T>(IGrainStorageSerializer serializer, IActivatorProvider activators, BinaryData body, string name)
    {
        try
        {
            return serializer.Deserialize<T>(body) ?? activators.GetActivator<T>().Create();
        }
        catch (JsonException error)
        {
            throw new DocumentStorageException(StorageTrouble.Damaged,
                $"the document {name} cannot be read and was not touched: restore it from a backup, or move it away; \"Backup and restore\" in docs/operations.md says what that costs", error);
        }
    }
}
