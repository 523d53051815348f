using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace RootWatch.Server.Accounts;

/// <summary>An alias that the account had until then.</summary>
internal sealed record FormerAlias(string Name, DateTimeOffset CeasedAt);

/// <summary>
/// Under which aliases root's acts may be recorded. A former alias is read on until whatever was done under it must have
/// become visible; its stream is kept, in case the alias comes back.
/// </summary>
internal static partial class AccountAliases
{
    private const int FormerMax = 8;

    /// <summary>What AWS allows as an alias.</summary>
    public static bool IsAlias(string text) => Spelling().IsMatch(text);

    /// <summary>The document once IAM has told the alias; null: the account has none.</summary>
    public static AccountDocument Learn(AccountDocument document, string? alias, DateTimeOffset now)
    {
        // Then root's own query reads it.
        alias = alias == StreamQueries.RootName ? null : alias;
        if (alias == document.Alias)
        {
            return document with { AliasKnownAt = now };
        }

        ImmutableList<FormerAlias> former = document.FormerAliases.RemoveAll(one => one.Name == alias || one.Name == document.Alias);
        former = document.Alias is { } ceased ? former.Add(new FormerAlias(ceased, now)) : former;
        return document with { Alias = alias, AliasKnownAt = now, FormerAliases = former.Count > FormerMax ? former.RemoveAt(0) : former };
    }

    /// <summary>The aliases to read: the present one, and former ones that may still show something.</summary>
    public static IEnumerable<string> ToRead(AccountDocument document, string homeRegion)
    {
        bool MayShowMore(FormerAlias former) =>
            !(document.Streams.GetValueOrDefault(new StreamName(homeRegion, StreamQuery.Alias, former.Name).Key)?.Watermark >= former.CeasedAt + CloudTrailTail.FarReach);

        IEnumerable<string> former = document.FormerAliases.Where(MayShowMore).Select(one => one.Name);
        return document.Alias is { } alias ? former.Prepend(alias) : former;
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spelling();
}
