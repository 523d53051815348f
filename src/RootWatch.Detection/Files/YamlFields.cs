namespace RootWatch.Detection.Files;

/// <summary>The entries of one YAML map, taken by name. Whatever is not among the known keys is a mistake with a suggestion.</summary>
public sealed class YamlFields
{
    private readonly string _file;
    private readonly YamlMap _map;
    private readonly Mistakes _mistakes;

    private YamlFields(string file, YamlMap map, Mistakes mistakes)
    {
        _file = file;
        _map = map;
        _mistakes = mistakes;
    }

    public string Place => StrictYaml.Place(_file, _map);

    /// <summary>The fields of the node; null, with a mistake, if it is no map.</summary>
    public static YamlFields? Of(string file, YamlNode node, string what, IReadOnlyCollection<string> known, Mistakes mistakes)
    {
        if (node is not YamlMap map)
        {
            mistakes.Add(StrictYaml.Place(file, node), $"{what} must be a map with the keys {string.Join(", ", known)}");
            return null;
        }

        foreach ((YamlText key, _) in map.Entries.Where(entry => !known.Contains(entry.Key.Value)))
        {
            mistakes.Add(StrictYaml.Place(file, key), $"unknown key {Mistakes.Shown(key.Value)}; {NearestName.Hint(key.Value, known)}");
        }

        return new YamlFields(file, map, mistakes);
    }

    public bool Has(string key) => Node(key) is not null;

    public YamlNode? Node(string key)
    {
        foreach ((YamlText name, YamlNode value) in _map.Entries)
        {
            if (name.Value == key)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The text at the key. Null if the key is absent, and, with a mistake, if it holds nothing or no text.</summary>
    public YamlText? Text(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlText { IsNull: false, Value.Length: > 0 } text:
                return text;
            case YamlText empty:
                _mistakes.Add(StrictYaml.Place(_file, empty), $"'{key}' is empty");
                return null;
            case YamlNode other:
                _mistakes.Add(StrictYaml.Place(_file, other), $"'{key}' must be a single value");
                return null;
        }
    }

    /// <summary>The same where the key must be there.</summary>
    public YamlText? RequiredText(string key, string what)
    {
        if (!Has(key))
        {
            _mistakes.Add(Place, $"{what} has no '{key}'");
            return null;
        }

        return Text(key);
    }

    /// <summary>The list at the key. Null if the key is absent, and, with a mistake, if it holds no list.</summary>
    public YamlList? List(string key, string what)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlList list:
                return list;
            case YamlNode other:
                _mistakes.Add(StrictYaml.Place(_file, other), $"'{key}' must be a list of {what}");
                return null;
        }
    }
}
