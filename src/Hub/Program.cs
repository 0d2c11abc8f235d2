using Busbar.Hub.Commands;

return await CommandLine.RunAsync(args);
