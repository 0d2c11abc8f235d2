using Busbar.ChargePoints;
using Busbar.Links.WebSockets;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Ocpp;

/// <summary>
/// A site as one charge point of a central system (OCPP 1.6): its guns are the connectors. Sessions become transactions, the central system's commands act on guns,
/// its charging profiles are limits with their source. Thread safe.
/// </summary>
public sealed class SiteChargePoint : IAsyncDisposable
{
    // The ends of the last sessions go out at once where they can.
    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly ChargePoint _chargePoint;
    private readonly MemoryFile? _memory;
    private readonly TimeProvider _linkTime;
    private readonly ILogger _log;
    private Task _running = Task.CompletedTask;
    private int _isDisposed;

    private SiteChargePoint(ChargePoint chargePoint, MemoryFile? memory, TimeProvider linkTime, ILogger log) =>
        (_chargePoint, _memory, _linkTime, _log) = (chargePoint, memory, linkTime, log);

    /// <summary>How it stands with the central system.</summary>
    public ChargePointView View => _chargePoint.View;

    /// <summary>
    /// Starts it. Dispose it after the controller, so that the ends of the last sessions are told with their last readings; without a central system in the plan nothing
    /// is started and guns wait for nobody.
    /// </summary>
    /// <param name="controller">The site's controller.</param>
    /// <param name="dataFolder">Folder of what must be known after a restart (transactions that the central system has not heard of, availability, profiles), which is made
    /// if it is missing. Null: none is kept, and a restart loses them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Logs.</param>
    /// <returns>The charge point; null: the plan has no central system.</returns>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static SiteChargePoint? Start(SiteController controller, string? dataFolder, TimeProvider time, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(controller);
        return Start(controller.Plan, controller.Guns, controller.SetLimit, dataFolder, time, logs);
    }

    /// <inheritdoc cref="Start(SiteController, string?, TimeProvider, ILoggerFactory)"/>
    /// <param name="plan">The site.</param>
    /// <param name="guns">Its guns.</param>
    /// <param name="limitSite">Sets the limit of the whole site, W, in the name of a source; null takes that of the source away.</param>
    /// <param name="dataFolder">Folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Logs.</param>
    /// <param name="connect">For tests: opens connections in place of the network.</param>
    internal static SiteChargePoint? Start(
        SitePlan plan,
        IReadOnlyList<IGun> guns,
        Action<double?, string> limitSite,
        string? dataFolder,
        TimeProvider time,
        ILoggerFactory logs,
        Func<CancellationToken, Task<WebSocketConnection>>? connect = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logs);
        if (plan.Ocpp is not { } ocpp) return null;
        var log = logs.CreateLogger<SiteChargePoint>();
        var start = time.GetTimestamp();
        var admission = new Admission(ocpp.Admission == OcppPlan.Free, ocpp.FreeTag);
        var connectors = guns.OrderBy(g => g.Plan.Connector).Select(g => new GunConnector(g, admission, () => time.GetElapsedTime(start), log));
        var options = OptionsOf(plan, ocpp);
        var linkTime = connect is null ? time : TimeProvider.System;
        if (dataFolder is not null) Directory.CreateDirectory(dataFolder);
        var memory = dataFolder is null ? null : new MemoryFile(Path.Combine(dataFolder, $"{plan.Id}.ocpp.json"), log);
        var chargePoint = new ChargePoint(options, new GunHardware(connectors, limitSite, time), time, linkTime, log.ChargePointLine, memory) { Connect = connect };
        var site = new SiteChargePoint(chargePoint, memory, linkTime, log);
        site._running = site.RunAsync();
        log.ChargePointStarted(plan.Id, options.Id, ocpp.Url, guns.Count);
        return site;
    }

    /// <summary>Ends it; transactions that run end with the reason Reboot.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        var began = _linkTime.GetTimestamp();
        while (View is { IsConnected: true, Waiting: > 0 } && _linkTime.GetElapsedTime(began) < DeliveryPatience) await Task.Delay(TimeSpan.FromMilliseconds(20), _linkTime);
        await _stop.CancelAsync();
        await _running;
        if (_memory is not null) await _memory.DisposeAsync();
        _stop.Dispose();
    }

    private static ChargePointOptions OptionsOf(SitePlan plan, OcppPlan ocpp) => new()
    {
        Id = ocpp.Id ?? plan.Id,
        Url = new Uri(ocpp.Url),
        Password = ocpp.Password,
        Model = "Busbar site",
        FirmwareVersion = typeof(SiteChargePoint).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
        Configuration = ocpp.Configuration,
    };

    private async Task RunAsync()
    {
        try
        {
            await _chargePoint.RunAsync(_stop.Token);
        }
        catch (Exception e)
        {
            // The guns keep the limits that they have; nobody charges without a transaction.
            _log.ChargePointFailed(e);
        }
    }
}
