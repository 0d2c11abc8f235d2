using System.Globalization;
using Busbar.Bench.Scale;

// dotnet run -c Release --project bench/Scale -- [tables|theory] [--seed N] [--short]
// tables: sizes for 10 thousand, 1 million and 10 million stations from the costs in costs.json, and a simulation of one cell of each.
// theory: the simulation's queues against Erlang's formula.
// The same seed prints the same. --short proves that it runs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var isShort = args.Contains("--short");
var at = Array.IndexOf(args, "--seed");
var seed = at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 1;
switch (args.FirstOrDefault(a => !a.StartsWith('-')) ?? "tables")
{
    case "tables":
        Tables.Print(Costs.Measured(), seed, isShort);
        return 0;
    case "theory":
        Theory.Print(seed, isShort ? 100_000 : 1_000_000);
        return 0;
    default:
        Console.Error.WriteLine("Say tables or theory; --seed N, --short.");
        return 1;
}
