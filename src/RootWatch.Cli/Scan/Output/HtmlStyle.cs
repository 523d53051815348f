namespace RootWatch.Cli.Scan.Output;

internal static class HtmlStyle
{
    public const string Sheet = """
        :root{color-scheme:light dark;--line:#8886;--critical:#b00020;--high:#c2410c;--medium:#8a6700;--low:#1864ab;--info:#5b6270}
        @media(prefers-color-scheme:dark){:root{--critical:#ff7a8a;--high:#ff9457;--medium:#e3b341;--low:#74b3f5;--info:#a3aab5}}
        body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:1200px;padding:0 1rem;overflow-wrap:break-word}
        h1{font-size:1.5rem}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:2px solid var(--line)}h3{font-size:1rem;margin:1rem 0 .25rem}
        table{border-collapse:collapse;width:100%;font-size:.9rem}
        th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
        td{overflow-wrap:anywhere}td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
        .findings td:nth-child(2),.findings td:nth-child(4){white-space:nowrap}.findings td:nth-child(3){min-width:11rem}
        .totals{display:flex;flex-wrap:wrap;gap:1.5rem}.totals dt{font-size:.8rem;opacity:.7}.totals dd{margin:0;font-size:1.4rem;font-weight:600}
        fieldset{min-width:0;border:1px solid var(--line);border-radius:6px;margin:.5rem 0;max-height:9rem;overflow:auto}label{display:inline-block;max-width:100%;margin-right:1rem}
        .timeline{display:block;width:calc(100% - 16px);height:46px;margin:0 8px;overflow:visible}.timeline line{stroke:currentColor;opacity:.5}.timeline .event{stroke-width:1.5}
        .ends{display:flex;justify-content:space-between;font-size:.8rem;opacity:.7;margin:0 8px}
        b.critical,label.critical{color:var(--critical)}b.high,label.high{color:var(--high)}b.medium,label.medium{color:var(--medium)}
        b.low,label.low{color:var(--low)}b.info,label.info{color:var(--info)}label{font-weight:600}
        circle.critical{fill:var(--critical)}circle.high{fill:var(--high)}circle.medium{fill:var(--medium)}circle.low{fill:var(--low)}circle.info{fill:var(--info)}
        details.session{border:1px solid var(--line);border-radius:6px;padding:.4rem .8rem;margin:.4rem 0}summary{cursor:pointer}
        .write td:nth-child(2){font-weight:600}.warning{color:var(--high)}td.warning{white-space:normal}
        body:has(#s-critical:not(:checked)) .finding.critical,body:has(#s-high:not(:checked)) .finding.high,
        body:has(#s-medium:not(:checked)) .finding.medium,body:has(#s-low:not(:checked)) .finding.low,
        body:has(#s-info:not(:checked)) .finding.info{display:none}
        @media(max-width:640px){thead{display:none}table,tbody,tr,td{display:block}tr{border-bottom:1px solid var(--line);padding:.4rem 0}td{border:0;padding:0}.ends span{width:8rem}.ends span+span{text-align:right}}
        @media print{fieldset{display:none}tr{break-inside:avoid}.finding details::details-content{content-visibility:visible;block-size:auto}}

        """;
}
