using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Terminal;

/// <summary>Colours for a terminal, or none.</summary>
internal readonly record struct Palette(bool IsOn)
{
    public string Of(Severity severity, string text) => severity switch
    {
        Severity.Critical => Paint("1;37;41", text),
        Severity.High => Paint("1;31", text),
        Severity.Medium => Paint("33", text),
        Severity.Low => Paint("36", text),
        _ => Faint(text),
    };

    public string Good(string text) => Paint("32", text);

    public string Warning(string text) => Paint("33", text);

    public string Bad(string text) => Paint("1;31", text);

    public string Strong(string text) => Paint("1", text);

    public string Faint(string text) => Paint("2", text);

    private string Paint(string code, string text) => IsOn ? $"\e[{code}m{text}\e[0m" : text;
}
