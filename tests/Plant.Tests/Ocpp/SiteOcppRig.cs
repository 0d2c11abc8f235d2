using System.Collections.Concurrent;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Links.Ocpp;
using Busbar.Plant.Configuration;
using Busbar.Plant.Ocpp;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Ocpp;

/// <summary>A site of two scripted guns as a charge point of a scripted central system, over a real OCPP-J connection in memory.</summary>
internal sealed class SiteOcppRig : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, double> _siteLimits = new(StringComparer.Ordinal);
    private readonly SiteChargePoint _chargePoint;

    public SiteOcppRig(OcppPlan? ocpp = null, string? folder = null, Func<OcppRequest, OcppAnswer?>? script = null, bool isDown = false)
    {
        Central.Script = script;
        Central.IsDown = isDown;
        _chargePoint = SiteChargePoint.Start(Plan(ocpp ?? Ocpp(), Gun, Other), [Gun, Other], LimitSite, folder, Time, NullLoggerFactory.Instance, Central.ConnectAsync)!;
    }

    public FakeCentral Central { get; } = new();

    public FakeTime Time { get; } = new();

    public ScriptedSiteGun Gun { get; } = new(1);

    public ScriptedSiteGun Other { get; } = new(2);

    public string SiteLimits => string.Join("; ", _siteLimits.Select(l => $"{l.Key}: {l.Value:0}"));

    public ChargePoints.ChargePointView View => _chargePoint.View;

    public static OcppPlan Ocpp() => new() { Url = "ws://central.invalid/ocpp" };

    public static SitePlan Plan(OcppPlan? ocpp, params ScriptedSiteGun[] guns) => new()
    {
        Id = "site", Name = "site", Policy = "exact", Buses = [], Feeders = [], Modules = [], Guns = [.. guns.Select(g => g.Plan)], Busbars = [], Contactors = [], Ocpp = ocpp,
    };

    public static OcppAnswer Invalid() => OcppAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Invalid } });

    /// <summary>Booted, with what was said so far forgotten.</summary>
    public static async Task<SiteOcppRig> ReadyAsync(OcppPlan? ocpp = null, string? folder = null, Func<OcppRequest, OcppAnswer?>? script = null)
    {
        var rig = new SiteOcppRig(ocpp, folder, script);
        await rig.SaysAsync("BootNotification Available0 Available1 Available2");
        rig.Central.Forget();
        return rig;
    }

    /// <summary>Waits until exactly this has been said, heartbeats and meter values aside.</summary>
    public Task SaysAsync(string names) => Until.TrueAsync(
        () => string.Join(' ', Central.Names.Split(' ').Where(n => n is not ("Heartbeat" or "MeterValues"))) == names, () => $"\"{names}\"; was \"{Central.Names}\"");

    /// <summary>Waits until a vehicle charges under a transaction with a number.</summary>
    public async Task ChargeAsync(string vehicleId = "001122334455")
    {
        Gun.Plug(vehicleId);
        await SaysAsync("Preparing1 Authorize StartTransaction SuspendedEV1");
        Gun.Begin();
        Gun.Charge(400, 100);
        await SaysAsync("Preparing1 Authorize StartTransaction SuspendedEV1 Charging1");
        await Until.TrueAsync(() => View.Connectors[1].TransactionId is not null, () => "a transaction's number");
        Central.Forget();
    }

    public async Task<T> CallAsync<T>(OcppRequest request)
        where T : OcppResponse => await Central.CallAsync<T>(request);

    /// <summary>Moves the clock on until the condition holds.</summary>
    public Task PassAsync(Func<bool> condition, string what) => Until.TrueAsync(condition, Time, TimeSpan.FromMilliseconds(500), what);

    public ValueTask DisposeAsync() => _chargePoint.DisposeAsync();

    private void LimitSite(double? limitW, string source)
    {
        if (limitW is { } w) _siteLimits[source] = w;
        else _siteLimits.TryRemove(source, out _);
    }
}
