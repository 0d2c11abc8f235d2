using Busbar.Site.Commands;

return await CommandLine.RunAsync(args);
