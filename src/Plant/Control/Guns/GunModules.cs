using Busbar.Core.Safety;
using Busbar.Plant.Modules;

namespace Busbar.Plant.Control.Guns;

/// <summary>
/// The modules that a gun's loop has in its hands, and what they were told. The gate makes "nothing of this island changes its voltage while a contactor moves"
/// hold from the instant at which the site says so: both sides take it.
/// </summary>
internal sealed class GunModules(IReadOnlyList<IPowerModuleDriver> all, Func<int, double> capW, TimeProvider time)
{
    // Changes below these are the meter's noise: a bus of 125 kbit/s has better things to carry. Down counts at once, up may wait.
    private const double NoiseDownA = 0.1;
    private const double NoiseUpA = 0.5;
    private const double NoiseV = 0.5;

    private readonly List<int> _held = [];
    private readonly Dictionary<int, SafeSetpoint> _told = [];
    private readonly Lock _gate = new();
    private bool _islandMoves;
    private double _drivenV;

    /// <summary>Numbers of the modules, in the order in which they came.</summary>
    public IReadOnlyList<int> Held => _held;

    /// <summary>A contactor of the island is about to move, or rests again. From the site's loop; when it returns, nothing here changes the voltage any more.</summary>
    public void Hold(bool moves)
    {
        lock (_gate) _islandMoves = moves;
    }

    public void Give(int module)
    {
        if (_held.Contains(module)) return;
        _held.Add(module);
        _told.Remove(module);
    }

    /// <summary>Takes the hands off a module: off, and no further word. False: it was not here.</summary>
    public bool Release(int module)
    {
        if (!_held.Remove(module)) return false;
        _told.Remove(module);
        all[module].Set(SafeSetpoint.Off);
        return true;
    }

    /// <summary>What those that obey can do together, now; the default when there is none.</summary>
    public (int Count, ModuleEnvelope Envelope) Usable()
    {
        var (count, sum) = (0, default(ModuleEnvelope));
        foreach (var module in _held)
        {
            if (!IsUsable(module, out var own)) continue;
            sum = count == 0 ? own : ModuleEnvelope.Parallel(sum, own);
            count++;
        }

        return (count, sum);
    }

    /// <summary>Bounds a wish by the facts, divides it and tells the modules what is news to them.</summary>
    /// <param name="wanted">The wish.</param>
    /// <param name="context">The facts but for the modules.</param>
    /// <returns>What the modules together were told.</returns>
    public SafeSetpoint Drive(in WantedSetpoint wanted, in SafetyContext context)
    {
        Span<int> who = stackalloc int[_held.Count];
        Span<ModuleEnvelope> envelopes = stackalloc ModuleEnvelope[_held.Count];
        Span<bool> isChanging = stackalloc bool[_held.Count];
        var (count, changing) = (0, 0);
        foreach (var module in _held)
        {
            if (IsUsable(module, out var own))
            {
                who[count] = module;
                changing += (isChanging[count] = all[module].View.IsChangingMode) ? 1 : 0;
                envelopes[count++] = own;
            }
            else Tell(module, SafeSetpoint.Off);
        }

        var together = count == 0 ? default : envelopes[0];
        for (var i = 1; i < count; i++) together = ModuleEnvelope.Parallel(together, envelopes[i]);
        lock (_gate)
        {
            // While a contactor moves, who drives goes on at its voltage, and who does not does not begin.
            var allowed = !_islandMoves || !wanted.On ? wanted
                : _drivenV > 0 ? wanted with { VoltageV = Math.Min(wanted.VoltageV, _drivenV) }
                : wanted with { On = false };
            var whole = Core.Safety.Safety.Clamp(allowed, context with { Modules = together });
            // A module that is changing its range gives nothing yet: the others carry its share until it can.
            for (var i = 0; i < count && changing < count; i++)
                if (isChanging[i]) envelopes[i] = envelopes[i] with { MaxA = 0 };
            Span<SafeSetpoint> shares = stackalloc SafeSetpoint[count];
            Core.Safety.Safety.Split(whole, envelopes[..count], shares);
            for (var i = 0; i < count; i++) Tell(who[i], shares[i]);
            _drivenV = whole.VoltageV;
            return whole;
        }
    }

    /// <summary>Everything off, whatever was told before.</summary>
    public void AllOff()
    {
        foreach (var module in _held)
        {
            _told.Remove(module);
            all[module].Set(SafeSetpoint.Off);
        }
    }

    /// <summary>Voltages as the modules measure them, under their names.</summary>
    public Core.Session.VoltageSource[] Voltages()
    {
        if (_held.Count == 0) return [];
        var voltages = new Core.Session.VoltageSource[_held.Count];
        for (var i = 0; i < voltages.Length; i++)
        {
            var view = all[_held[i]].View;
            voltages[i] = new(view.Id, view.IsOn == true && view.VoltageV is { } v && time.GetElapsedTime(view.MeasuredAt) < TimeSpan.FromSeconds(1) ? v : double.NaN);
        }

        return voltages;
    }

    private bool IsUsable(int module, out ModuleEnvelope envelope)
    {
        var view = all[module].View;
        var plan = all[module].Config.Envelope;
        envelope = plan with { MaxA = Math.Min(plan.MaxA, view.AvailableA), MaxW = Math.Min(Math.Min(plan.MaxW, view.AvailableW), capW(module)) };
        return view.IsUsable && envelope.MaxW > 0;
    }

    private void Tell(int module, in SafeSetpoint setpoint)
    {
        var isKnown = _told.TryGetValue(module, out var told);
        var view = all[module].View;
        if (isKnown && !IsNews(told, setpoint) && view.SetOn == told.IsOn && !(view.NeedsOff && !told.IsOn)) return;
        if (all[module].Set(setpoint)) _told[module] = setpoint;
        else _told.Remove(module);
    }

    private static bool IsNews(in SafeSetpoint told, in SafeSetpoint now)
    {
        if (told.IsOn != now.IsOn) return true;
        if (Math.Abs(told.VoltageV - now.VoltageV) >= NoiseV || (now.CurrentA < 0) != (told.CurrentA < 0)) return true;
        var more = Math.Abs(now.CurrentA) - Math.Abs(told.CurrentA);
        return more >= NoiseUpA || more <= -NoiseDownA || (now.CurrentA == 0 && told.CurrentA != 0);
    }
}
