namespace RootWatch.Cli.Reports;

/// <summary>How the page looks, on a screen and on A4. It holds no sign that XML would have to escape.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light; --line: #d4d9e1; --soft: #f4f6f9; --ink: #16202e; --faint: #5a6675; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem; max-width: 75rem; color: var(--ink); background: #fff; font: 14px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        h1 { margin: 0; font-size: 1.7rem; }
        h2 { margin: 2rem 0 .3rem; font-size: 1.15rem; break-after: avoid; }
        p { margin: .2rem 0 .6rem; color: var(--faint); overflow-wrap: anywhere; }
        .lead { font-size: 1.05rem; color: var(--ink); }
        .note { padding: .5rem .8rem; border-left: 4px solid #b7791f; background: #fdf6e7; color: var(--ink); }
        .note.bad { border-color: #b3261e; background: #fdeceb; }
        .sums { display: flex; flex-wrap: wrap; gap: .6rem; margin-top: 1rem; }
        .sums div { flex: 1 1 7rem; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: 6px; }
        .sums b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
        .sums span { color: var(--faint); font-size: .85em; }
        .sums .fail b, .sums .critical b { color: #b3261e; }
        .sums .high b { color: #b4480f; }
        .sums .pass b { color: #1b6e3c; }
        .sums .unknown b, .sums .medium b { color: #8a5a00; }
        table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .9em; }
        thead { display: table-header-group; }
        th, td { padding: .3rem .4rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { background: var(--soft); font-weight: 600; }
        tr { break-inside: avoid; }
        td span { display: inline-block; padding: 0 .35rem; border-radius: 4px; font-weight: 600; font-size: .9em; background: var(--soft); }
        td .pass { background: #e3f4e9; color: #14562f; }
        td .fail, td .critical { background: #fbe1df; color: #8c1d18; }
        td .high { background: #fde8d8; color: #8a360a; }
        td .unknown, td .medium { background: #fcf0d2; color: #6b4600; }
        .matrix td span { padding: 0 .2rem; font-size: .78em; white-space: nowrap; }
        .matrix th:first-child { width: 19%; }
        .matrix th:nth-last-child(2) { width: 12%; }
        .matrix th:last-child { width: 9%; }
        .open th:first-child { width: 20%; }
        .open th:nth-child(2) { width: 13%; }
        .open th:nth-child(3) { width: 11%; }
        .open th:nth-child(4) { width: 28%; }
        .alerts th:first-child, .changes th:first-child { width: 13%; }
        .alerts th:nth-child(2), .changes th:nth-child(2) { width: 13%; }
        .alerts th:nth-child(3) { width: 10%; }
        .alerts th:nth-child(4) { width: 20%; }
        .changes th:nth-child(3) { width: 20%; }
        .changes th:last-child { width: 15%; }
        .windows th:first-child, .drills th:first-child { width: 14%; }
        .windows th:nth-child(2), .drills th:nth-child(2) { width: 10%; }
        .blind th:first-child { width: 22%; }
        .blind th:last-child { width: 34%; }
        footer { margin-top: 2rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--faint); font-size: .85em; }
        @page { size: A4; margin: 14mm 12mm; }
        @media print {
          body { padding: 0; max-width: none; font-size: 9.5px; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .sums { gap: .4rem; }
          .sums div { break-inside: avoid; }
        }
        """;
}
