using System.Collections;
using System.Text.Json;
using RootWatch.Detection.Files;
using RootWatch.Server.Files;

namespace RootWatch.Server.Hosting;

/// <summary>A value as somebody wrote it, and where.</summary>
/// <param name="Folder">What a relative path is relative to.</param>
internal sealed record SettingValue(string Text, string Where, string Folder);

/// <summary>Reads settings from the settings file, the environment and the flags; a later one wins.</summary>
internal sealed class SettingSources(Mistakes mistakes, IReadOnlyCollection<string> paths)
{
    private const long FileLengthMax = 1024 * 1024;

    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.OrdinalIgnoreCase);

    public SettingValue? this[string path] => _values.GetValueOrDefault(path);

    public void TakeFile(string file)
    {
        byte[]? content = FileContent.Read(file, FileLengthMax, "settings", "name it with --settings PATH", mistakes);
        if (content is null)
        {
            return;
        }

        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        Utf8JsonReader reader = new(content.AsSpan(content is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0),
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                mistakes.Add(file, "the settings file must be a JSON object");
                return;
            }

            TakeObject(ref reader, file, content, folder, prefix: "");
            reader.Read();
        }
        catch (JsonException trouble)
        {
            mistakes.Add($"{file}:{trouble.LineNumber + 1}:{trouble.BytePositionInLine + 1}", $"this is not JSON: {trouble.Message.Split(" LineNumber:")[0].TrimEnd('.')}");
        }
        catch (InvalidOperationException)
        {
            mistakes.Add(Place(file, content, reader.TokenStartIndex), "this text is no Unicode; save the file as UTF-8");
        }
    }

    public void TakeEnvironment(IDictionary environment)
    {
        List<string> names = [.. environment.Keys.OfType<string>()
            .Where(name => name.StartsWith(SettingKey.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        foreach (string name in names)
        {
            string path = name[SettingKey.EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            Take(path, (string?)environment[name] ?? "", name, Environment.CurrentDirectory,
                near => SettingKey.EnvironmentPrefix + near.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant());
        }
    }

    public void TakeFlag(SettingKey key, string value) =>
        _values[key.Path] = new SettingValue(value, key.Flag!, Environment.CurrentDirectory);

    private void TakeObject(ref Utf8JsonReader reader, string file, byte[] content, string folder, string prefix)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            string where = Place(file, content, reader.TokenStartIndex);
            string name = reader.GetString()!;
            string path = prefix + name;
            if (!seen.Add(name))
            {
                mistakes.Add(where, $"the key {Mistakes.Shown(name)} stands there twice");
            }

            reader.Read();
            bool isSection = paths.Any(known => known.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase));
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when isSection:
                    TakeObject(ref reader, file, content, folder, path + ":");
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    mistakes.Add(where, paths.Contains(path, StringComparer.OrdinalIgnoreCase)
                        ? $"{Mistakes.Shown(path)} must be a single value" : Unknown(path, near => near));
                    reader.Skip();
                    break;
                case JsonTokenType.Null:
                    break;
                case JsonTokenType.String:
                    Take(path, reader.GetString()!, where, folder, near => near);
                    break;
                default:
                    Take(path, System.Text.Encoding.UTF8.GetString(reader.ValueSpan), where, folder, near => near);
                    break;
            }
        }
    }

    private void Take(string path, string text, string where, string folder, Func<string, string> spelled)
    {
        if (paths.Contains(path, StringComparer.OrdinalIgnoreCase))
        {
            _values[path] = new SettingValue(text, where, folder);
        }
        else
        {
            mistakes.Add(where, Unknown(path, spelled));
        }
    }

    private string Unknown(string path, Func<string, string> spelled) => NearestName.Of(path, paths) is { } near
        ? $"unknown setting {Mistakes.Shown(spelled(path))}; did you mean {spelled(near)}?"
        : $"unknown setting {Mistakes.Shown(spelled(path))}; --help lists all";

    private static string Place(string file, byte[] content, long index)
    {
        ReadOnlySpan<byte> before = content.AsSpan(0, (int)index);
        return $"{file}:{before.Count((byte)'\n') + 1}:{index - before.LastIndexOf((byte)'\n')}";
    }
}
