using RootWatch.AwsSimulator;

return await SimulatorCommand.Create().Parse(args).InvokeAsync();
