using RootWatch.Load;

// Ratios of one run on one machine, one to a line: "name value". tests/long/decode.sh reads them.
var records = DismissedRecords.Load();
Console.WriteLine(FormattableString.Invariant($"dismissed-share {records.Share:0.000}"));
foreach (var (name, texts) in (IReadOnlyList<(string, byte[][])>)[("raw", records.Raw), ("page", records.Entries)])
{
    var measured = PrefilterLoad.Measure(texts);
    Console.WriteLine(FormattableString.Invariant($"{name}-decode-to-prefilter {measured.DecodeToPrefilter:0.0}"));
    Console.WriteLine(FormattableString.Invariant($"{name}-bytes-allocated-per-dismissed {measured.BytesPerDismissed:0.0}"));
}
