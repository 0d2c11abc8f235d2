using System.CommandLine;
using Busbar.Bench.Mqtt.Servers;

namespace Busbar.Bench.Mqtt.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static Option<string[]> Servers(params string[] otherwise) => new("--servers")
    {
        Description = $"Servers in turn: {ServerProcess.Known}.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => otherwise,
    };

    public static Option<bool> Short() => new("--short") { Description = "A few clients for a few seconds, which proves that it runs and measures nothing." };

    public static Option<byte> Protocol() => new("--protocol") { Description = "4 for MQTT 3.1.1, 5 for MQTT 5.0.", DefaultValueFactory = _ => 4 };

    public static Option<int> Number(string name, string description, int otherwise) => new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    /// <summary>Fewer clients than asked for, when this process or the server could not have so many descriptors.</summary>
    public static int WithinDescriptors(int clients)
    {
        const int Others = 200;
        var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        if (!int.TryParse(hard, out var limit) || clients + Others <= limit) return clients;
        Console.Error.WriteLine($"{limit - Others} clients instead of {clients}: this system's hard limit of open files is {limit}; raise it (ulimit -Hn, limits.conf) for more.");
        return limit - Others;
    }
}
