using Busbar.ChargePoints;
using Busbar.Lab.Cycles;
using Busbar.Lab.Modules;
using Busbar.Links.Can;

namespace Busbar.Lab.Worlds;

/// <summary>What the anomaly lab is made of. Immutable.</summary>
public sealed record AnomalyLabOptions
{
    /// <summary>Where the charge point connects; its identity is appended.</summary>
    public required Uri Url { get; init; }

    /// <summary>Identity of the charge point. Default <c>LAB-1</c>.</summary>
    public string Id { get; init; } = "LAB-1";

    /// <summary>Password of the charge point; null: none.</summary>
    public string? Password { get; init; }

    /// <summary>The CAN bus. Default <c>memory:lab</c>.</summary>
    public string Bus { get; init; } = "memory:lab";

    /// <summary>Whether the module is played here. Default true.</summary>
    public bool HasModule { get; init; } = true;

    /// <summary>Rounds of the cycle; null: until cancelled.</summary>
    public int? Rounds { get; init; }
}

/// <summary>
/// System 2 as drawn: charger module and charge point on one CAN bus, the charge point connected to a central system over OCPP, and
/// the cycle that drives it. Runs as one; any part that ends, ends the whole.
/// </summary>
public static class AnomalyLab
{
    /// <summary>Runs it.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="commands">The central system's commands for the cycle; null: no cycle, somebody else commands.</param>
    /// <param name="time">The clock of the lab; may be scaled.</param>
    /// <param name="linkTime">The real clock.</param>
    /// <param name="log">Lines for people.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CanBusException">The bus cannot be opened.</exception>
    public static async Task RunAsync(AnomalyLabOptions options, ICycleCommands? commands, TimeProvider time, TimeProvider linkTime, Action<string> log, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        await using var moduleBus = options.HasModule ? CanBuses.Open(options.Bus, time) : null;
        await using var stationBus = CanBuses.Open(options.Bus, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var station = new ChargePoint(
            new ChargePointOptions
            {
                Id = options.Id,
                Url = options.Url,
                Password = options.Password,
                Model = "Anomaly lab",
                MeterEveryReading = true,
                AcceptEarlyTxProfile = true,
                ReconnectMax = TimeSpan.FromSeconds(10),
            },
            new CanBridge(stationBus, time),
            time,
            linkTime,
            log);

        List<Task> parts = [station.RunAsync(stop.Token)];
        if (moduleBus is not null) parts.Add(new ChargerModuleDevice(moduleBus, time).RunAsync(stop.Token));
        if (commands is not null) parts.Add(CycleAsync(station, commands, options.Rounds, time, linkTime, log, stop.Token));
        await Task.WhenAny(parts);
        await stop.CancelAsync();
        await Task.WhenAll(parts);
    }

    private static async Task CycleAsync(
        ChargePoint station, ICycleCommands commands, int? rounds, TimeProvider time, TimeProvider linkTime, Action<string> log, CancellationToken ct)
    {
        // The cycle begins with an accepted charge point, as system 2's start-up sequence has it.
        try
        {
            while (station.View.Registration != Wire.Ocpp.V16.BootNotificationStatus.Accepted) await Task.Delay(TimeSpan.FromMilliseconds(50), linkTime, ct);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await new AnomalyCycle(commands, time, log).RunAsync(rounds, ct);
    }
}
