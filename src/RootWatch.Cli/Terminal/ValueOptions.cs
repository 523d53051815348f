using System.CommandLine;
using System.Globalization;
using RootWatch.Detection.Alerts;

namespace RootWatch.Cli.Terminal;

/// <summary>Options whose values are read the same way in every command.</summary>
internal static class ValueOptions
{
    public static Option<Severity?> Severity(string name, string description) => new(name)
    {
        Description = $"{description}: {string.Join(", ", SeverityNames.All)}.",
        HelpName = "severity",
        CustomParser = result =>
        {
            if (SeverityNames.TryParse(result.Tokens[0].Value, out var severity))
            {
                return severity;
            }

            result.AddError($"{name}: '{ShownText.Of(result.Tokens[0].Value)}' is no severity; use one of {string.Join(", ", SeverityNames.All)}.");
            return null;
        },
    };

    public static Option<string> Output()
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = "text or json (one object per line).",
            DefaultValueFactory = _ => "text",
        };
        option.AcceptOnlyFromAmong("text", "json");
        return option;
    }

    /// <summary>A moment to come: how long from now, or a time with its zone.</summary>
    public static Option<string?> Ahead(string name, string description)
    {
        var option = new Option<string?>(name) { Description = $"{description}: 30m, 4h, 90d, or 2027-01-31T00:00:00Z.", HelpName = "time" };
        option.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!TryParseMoment(text, DateTimeOffset.UnixEpoch, 1, out _))
            {
                result.AddError($"{name}: '{ShownText.Of(text)}' is no time; write 30m, 4h, 90d, or a time with its zone such as 2027-01-31T00:00:00Z.");
            }
        });
        return option;
    }

    /// <summary>A length of time: <c>30m</c>, <c>2h</c>.</summary>
    public static Option<string> Length(string name, string description)
    {
        var option = new Option<string>(name) { Description = $"{description}: 30m, 2h.", HelpName = "time", Required = true };
        option.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!TryParseSpan(text, out _))
            {
                result.AddError($"{name}: '{ShownText.Of(text)}' is no length of time; write 30m, 2h.");
            }
        });
        return option;
    }

    /// <summary>What <see cref="Length"/> was given.</summary>
    public static TimeSpan Span(ParseResult parsed, Option<string> option) => TryParseSpan(parsed.GetRequiredValue(option), out var span) ? span : TimeSpan.Zero;

    /// <summary>What <see cref="Ahead"/> was given; null: nothing.</summary>
    public static DateTimeOffset? Moment(ParseResult parsed, Option<string?> option, TimeProvider clock) =>
        parsed.GetValue(option) is { } text && TryParseMoment(text, clock.GetUtcNow(), 1, out var moment) ? moment : null;

    /// <summary>A moment (RFC 3339), or how long before or after now: <c>30m</c>, <c>24h</c>, <c>7d</c>.</summary>
    public static bool TryParseMoment(string text, DateTimeOffset now, int direction, out DateTimeOffset moment)
    {
        moment = default;
        if (TryParseSpan(text, out var span))
        {
            try
            {
                moment = now + (direction * span);
                return true;
            }
            catch (ArgumentOutOfRangeException)
            {
                return false;
            }
        }

        // Without a zone a time would mean something else on each machine.
        return text.Length >= 20 && text[10] is 'T' or 't' or ' '
            && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
    }

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is not { } known || count > TimeSpan.MaxValue.Ticks / known.Ticks)
        {
            return false;
        }

        span = TimeSpan.FromTicks(known.Ticks * count);
        return true;
    }
}
