using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Ocpp;
using Busbar.Plant.Vesec;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Hosting;

/// <summary>Everything that runs for a site: its controller and what joins it to others. Dispose to end it safely. Thread safe.</summary>
public sealed class RunningSite : IAsyncDisposable
{
    /// <summary>A picture that is older says that the site's loop hangs.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    /// <summary>What the end may take beside the time that guns have for their sessions.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private readonly TimeSpan _stopTime;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    private RunningSite(SiteController controller, SiteChargePoint? chargePoint, VesecBridge? vesec, TimeSpan stopTime, TimeProvider time, ILogger log) =>
        (Controller, ChargePoint, Vesec, _stopTime, _time, _log) = (controller, chargePoint, vesec, stopTime, time, log);

    /// <summary>The controller.</summary>
    public SiteController Controller { get; }

    /// <summary>The site as a charge point; null: it has no central system.</summary>
    public SiteChargePoint? ChargePoint { get; }

    /// <summary>The site on an MQTT broker; null: it is on none.</summary>
    public VesecBridge? Vesec { get; }

    /// <summary>The site's loop makes pictures.</summary>
    public bool IsAlive => _time.GetUtcNow() - Controller.Picture.At < StaleAfter;

    /// <summary>Starts it.</summary>
    /// <param name="plan">The site.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Logs.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="Links.Can.CanBusException">A bus cannot be opened.</exception>
    /// <exception cref="IOException">The PEP port is taken, or the data folder cannot be used.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static async Task<RunningSite> StartAsync(SitePlan plan, SiteControllerOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logs);
        var controller = await SiteController.StartAsync(plan, options, time, logs, ct);
        SiteChargePoint? chargePoint = null;
        try
        {
            chargePoint = SiteChargePoint.Start(controller, options.DataFolder, time, logs);
            var vesec = plan.Vesec is null ? null : VesecBridge.Start(controller, time, logs);
            return new RunningSite(controller, chargePoint, vesec, options.StopTime, time, logs.CreateLogger<RunningSite>());
        }
        catch
        {
            if (chargePoint is not null) await chargePoint.DisposeAsync();
            await controller.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it: no new sessions, guns wound down for at most <see cref="SiteControllerOptions.StopTime"/>, modules off.</summary>
    /// <returns>Names of guns whose output was closed still, or whose controller did not end in time; none: all is safe.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        var open = await EndControllerAsync();
        // After the guns: the ends of their sessions are still told, or kept for the next start.
        if (Vesec is not null) await Vesec.DisposeAsync();
        if (ChargePoint is not null) await ChargePoint.DisposeAsync();
        return open;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task<IReadOnlyList<string>> EndControllerAsync()
    {
        try
        {
            await Controller.DisposeAsync().AsTask().WaitAsync(_stopTime + Rest, _time);
        }
        catch (TimeoutException)
        {
            _log.SiteDidNotEnd(Controller.Plan.Id, (_stopTime + Rest).TotalSeconds);
            return [.. Controller.Guns.Select(g => g.Plan.Id)];
        }

        string[] open = [.. Controller.Guns.Where(g => g.Status.OutputClosed).Select(g => g.Plan.Id)];
        foreach (var gun in open) _log.GunNotSafe(Controller.Plan.Id, gun);
        return open;
    }
}
