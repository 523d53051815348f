using RootWatch.Server.Tests;
using RootWatch.Server.Tests.Simulation;
using RootWatch.Server.Tests.Storage;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests, and the programs that some tests start in order to kill them.
return args switch
{
    [StorageWriter.Name, .. string[] rest] => await StorageWriter.Run(rest),
    [SimulateProgram.Name, .. string[] rest] => SimulateProgram.Run(rest),
    _ when args.Any(argument => argument is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
