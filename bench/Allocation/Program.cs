using Busbar.Bench.Allocation;

// dotnet run -c Release --project bench/Allocation -- speed [--short] [--only feeders]
// dotnet run -c Release --project bench/Allocation -- day [--short] [--plot file.svg]
var isShort = args.Contains("--short");
switch (args.FirstOrDefault())
{
    case "speed":
        SpeedBench.Run(isShort, Array.IndexOf(args, "--only") is var which and >= 0 && which + 1 < args.Length ? args[which + 1] : null);
        return 0;
    case "day":
        var plot = Array.IndexOf(args, "--plot") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        DayBench.Run(isShort, plot);
        return 0;
    default:
        Console.Error.WriteLine("Say speed or day; --short proves that it runs.");
        return 1;
}
