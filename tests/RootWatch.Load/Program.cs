using System.Globalization;
using RootWatch.Load;
using RootWatch.Load.Fleet;
using RootWatch.Load.Polls;

switch (args)
{
    case ["polls", var server, var accounts, var rounds, var windowSeconds, var tlsSeconds]:
        await PollsLoad.Run(new PollsSettings(server, Number(accounts), Number(rounds), TimeSpan.FromSeconds(Number(windowSeconds)), TimeSpan.FromSeconds(Number(tlsSeconds))));
        return 0;
    case ["polls-stub", var certificate]:
        await PollsStub.Serve(certificate);
        return 0;
    case ["polls-in-a-row", var endpoint, var inFlight]:
        await BareCalls.InARow(new Uri(endpoint), Number(inFlight));
        return 0;
    case ["polls-spread", var endpoint, var perSecond]:
        await BareCalls.Spread(new Uri(endpoint), Number(perSecond));
        return 0;
    case ["fleet", var server, var cli, var simulator, var accounts, var regions, var minutes]:
        await FleetLoad.Run(new FleetSettings(server, cli, simulator, Number(accounts), Number(regions), TimeSpan.FromMinutes(Number(minutes))));
        return 0;
    case ["decode"]:
        Decode();
        return 0;
    default:
        Console.Error.WriteLine("usage: RootWatch.Load decode | polls SERVER ACCOUNTS ROUNDS WINDOW_SECONDS TLS_SECONDS | fleet SERVER CLI SIMULATOR ACCOUNTS REGIONS MINUTES");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

// Ratios of one run on one machine, one to a line: "name value". tests/long/decode.sh reads them.
static void Decode()
{
    var records = DismissedRecords.Load();
    Console.WriteLine(FormattableString.Invariant($"dismissed-share {records.Share:0.000}"));
    foreach (var (name, texts) in (IReadOnlyList<(string, byte[][])>)[("raw", records.Raw), ("page", records.Entries)])
    {
        var measured = PrefilterLoad.Measure(texts);
        Console.WriteLine(FormattableString.Invariant($"{name}-decode-to-prefilter {measured.DecodeToPrefilter:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"{name}-bytes-allocated-per-dismissed {measured.BytesPerDismissed:0.0}"));
    }
}
