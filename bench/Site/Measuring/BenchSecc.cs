using System.Diagnostics;
using Busbar.Lab.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Bench.Site.Measuring;

/// <summary>One gun's SECC, as cheap as it goes: a session up to the charge, target values four times a second while it is measured, and the end of the session.</summary>
internal sealed class BenchSecc(int port, int gun)
{
    private const double BatteryV = 400, MaxV = 500, CurrentA = 20;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly List<double> _gaps = [];
    private SeccConnection _secc = null!;
    private Task _serving = Task.CompletedTask;
    private long _last;
    private int _statuses;
    private volatile bool _measures;

    public Seen Seen { get; } = new();

    /// <summary>Vehicles do not ask in step: each has its own place in the period.</summary>
    private TimeSpan Place => TimeSpan.FromMilliseconds(gun * 37 % Period.TotalMilliseconds);

    /// <summary>From plug-in to the first target values of the charge.</summary>
    public async Task BeginAsync()
    {
        _secc = await Secc.ConnectAsync(new SeccOptions { Url = new Uri($"ws://127.0.0.1:{port}/GUN{gun}") }, TimeProvider.System, CancellationToken.None);
        _secc.OnStatus = Take;
        _serving = _secc.RunAsync();
        await Task.Delay(Place);
        var trouble = await BeginSessionAsync();
        Seen.Trouble = trouble;
    }

    /// <summary>Charges, and counts what comes from now on.</summary>
    public async Task ChargeAsync(TimeSpan length)
    {
        _measures = true;
        await Task.Delay(Place);
        var began = Stopwatch.GetTimestamp();
        while (Seen.Trouble is null && Stopwatch.GetElapsedTime(began) < length)
        {
            var reply = await TargetAsync(MaxV, CurrentA, PepChargingState.Charge);
            if (reply.IsAnswered) Seen.AnsweredMs.Add(reply.Latency.TotalMilliseconds);
            else Seen.Unanswered++;
            if (_secc.Status is { Operative: false }) Seen.Trouble = $"inoperative: {string.Join("; ", _secc.Events)}";
            await Task.Delay(Period);
        }

        _measures = false;
    }

    public async Task EndAsync()
    {
        await TargetAsync(0, 0, PepChargingState.PostCharge);
        await _secc.WaitForStatusAsync(s => s.MeasuredCurrentA < 1, TimeSpan.FromSeconds(5), CancellationToken.None);
        await _secc.ResetAsync();
        await _secc.CloseAsync();
        await _serving;
        await _secc.DisposeAsync();
        Seen.JitterMs.AddRange(_gaps.Select(g => Math.Abs(g - 200)));
    }

    private async Task<string?> BeginSessionAsync()
    {
        if (!(await _secc.GetConfigurationAsync()).IsAnswered) return "no configuration";
        if (!await StatusAsync(s => s.Operative, 30)) return "not operative";
        await _secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Connected, $"BENCH-{gun}"));
        await _secc.TellSessionAsync(new PepChargingSession { EvMaxVoltageV = MaxV, EvMaxCurrentA = 400, EvMaxPowerW = 150_000 });
        await _secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.EnergyTransferAllowed));
        if (await _secc.SetContactorsAsync(closed: true) is { IsAnswered: false } closing) return $"contactors: {closing}";
        if (!await StatusAsync(s => s.ContactorsClosed, 10)) return "the contactors did not close";
        if (await _secc.CableCheckAsync(MaxV) is { IsAnswered: false } checking) return $"cable check: {checking}";
        if (!await StatusAsync(s => s.IsolationStatus == PepIsolationStatus.Valid, 60)) return $"isolation {_secc.Status?.IsolationStatus}";
        for (var i = 0; i < 40; i++)
        {
            if (await TargetAsync(BatteryV, 2, PepChargingState.PreCharge) is { IsAnswered: false } pre) return $"pre-charge: {pre}";
            if (await _secc.WaitForStatusAsync(s => Math.Abs(s.MeasuredVoltageV - BatteryV) <= 20, Period, CancellationToken.None)) return null;
        }

        return $"pre-charge ended at {_secc.Status?.MeasuredVoltageV} V";
    }

    private Task<bool> StatusAsync(Func<PepStatus, bool> condition, int seconds) => _secc.WaitForStatusAsync(condition, TimeSpan.FromSeconds(seconds), CancellationToken.None);

    private Task<SeccReply> TargetAsync(double voltageV, double currentA, PepChargingState state) => _secc.SetTargetAsync(new PepTargetValues(voltageV, currentA, 50, state));

    private void Take(long at)
    {
        // The first comes with the handshake, the second at the gun's place in the interval.
        if (++_statuses > 2 && _measures) _gaps.Add(Stopwatch.GetElapsedTime(_last, at).TotalMilliseconds);
        _last = at;
    }
}
