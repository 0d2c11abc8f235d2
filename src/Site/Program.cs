using System.Globalization;
using Busbar.Links.Can;
using Busbar.Plant.Diagnostics;
using Busbar.Wire.Can;

const string Usage = """
    busbar-site: the part of Busbar that runs in the cabinet.

      busbar-site check --bus udp:239.74.163.2:43113 [--seconds 10]   listen on a CAN bus and say who speaks
    """;

if (args is not ["check", ..])
{
    Console.WriteLine(Usage);
    return args is [] or ["--help"] or ["-h"] ? 0 : 1;
}

var (busUri, seconds, problem) = ReadFlags(args.AsSpan(1));
if (problem is not null)
{
    Console.Error.WriteLine($"busbar-site: {problem}");
    return 1;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};
try
{
    await using var bus = CanBuses.Open(busUri);
    var report = await BusCheck.ListenAsync(bus, TimeSpan.FromSeconds(seconds), TimeProvider.System, interrupted.Token);
    foreach (var id in report.Identifiers)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{CandumpText.Format(id.Last),-34} {id.Frames,8} frames {id.RatePerS,8:0.0}/s"));
    var s = report.Statistics;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{bus.Name}: {s.Received} frames of {report.Identifiers.Count} identifiers in {report.Listened.TotalSeconds:0.0} s; malformed {s.Malformed}, dropped {report.Dropped}"));
    return report.Identifiers.Count > 0 ? 0 : 2;
}
catch (CanBusException e)
{
    Console.Error.WriteLine($"busbar-site: {e.Message}");
    return 1;
}

static (string Bus, double Seconds, string? Problem) ReadFlags(ReadOnlySpan<string> flags)
{
    var (bus, seconds) = ("", 10.0);
    for (var i = 0; i < flags.Length; i += 2)
    {
        if (i + 1 == flags.Length) return ("", 0, $"{flags[i]} needs a value.");
        var value = flags[i + 1];
        switch (flags[i])
        {
            case "--bus":
                bus = value;
                break;
            case "--seconds" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and <= 86400:
                break;
            case "--seconds":
                return ("", 0, $"--seconds is \"{value}\": a number from 0 to 86400 is needed.");
            default:
                return ("", 0, $"there is no flag {flags[i]}; --bus and --seconds are known.");
        }
    }

    return bus.Length == 0 ? ("", 0, "--bus is missing, e.g. --bus udp:239.74.163.2:43113") : (bus, seconds, null);
}
