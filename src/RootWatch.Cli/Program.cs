using RootWatch.Cli;
using RootWatch.Cli.Terminal;

return await CommandLine.RunAsync(args, CommandContext.OfProcess());
