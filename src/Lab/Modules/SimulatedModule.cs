using Busbar.Lab.Sites;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>
/// A power module by the bytes of its family: it hears, answers, ramps its output, warms up, and has every trouble of <see cref="ModuleTroubles"/> on
/// demand. Its output is a <see cref="SiteSource"/>: what it regulates to goes in, voltage and current of its node come back. Not thread safe.
/// </summary>
public abstract class SimulatedModule : ISiteModule
{
    private const double AmbientC = 25;
    private const double RiseC = 30;

    private readonly Random _random;
    private readonly Queue<(TimeSpan Due, CanFrame Frame)> _answers = new();
    private TimeSpan _last;
    private TimeSpan _now;
    private TimeSpan _wakesAt;
    private TimeSpan _heardAt;
    private bool _isTripped;
    private bool _wasDead;

    private protected SimulatedModule(SimulatedModuleOptions options)
    {
        Options = options;
        _random = new Random(options.Address + 1);
    }

    /// <summary>As it left the factory.</summary>
    public SimulatedModuleOptions Options { get; }

    /// <summary>What is wrong with it.</summary>
    public ModuleTroubles Troubles { get; } = new();

    /// <summary>Its serial number.</summary>
    public uint Serial => Options.Serial ?? 0x0001_019D + (uint)Options.Address;

    /// <summary>Whether it was told to be on and has not forgotten.</summary>
    public bool IsToldOn { get; private protected set; }

    /// <summary>Whether its output is on.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Voltage that it was told, V.</summary>
    public double ToldVoltageV { get; private protected set; }

    /// <summary>Current that it was told, A.</summary>
    public double ToldCurrentA { get; private protected set; }

    /// <summary>Voltage at its terminals, V.</summary>
    public double VoltageV { get; private set; }

    /// <summary>Current out of its terminals, A; negative when it feeds back.</summary>
    public double CurrentA { get; private set; }

    /// <summary>Its temperature, degC.</summary>
    public double TemperatureC { get; private set; } = AmbientC;

    /// <summary>Times that it switched itself off since it heard nobody.</summary>
    public int SelfOffs { get; private set; }

    /// <summary>Frames to it that it could not read, or that came at the wrong moment.</summary>
    public int Complaints { get; private protected set; }

    /// <summary>Whether its output works from the node to the grid.</summary>
    public virtual bool IsInverting => false;

    /// <summary>Silence after which it switches itself off; null: never.</summary>
    public virtual TimeSpan? SelfOffAfter => null;

    /// <summary>Current that it could give now, A: of constant power at the voltage of its output.</summary>
    public double CapabilityA => Derating * Math.Min(Options.MaxA, Options.MaxW / Math.Max(VoltageV, Math.Max(Options.MinV, 1)));

    private protected TimeSpan Now => _now;

    private protected double ToldCapabilityA => Troubles.CapabilityA ?? CapabilityA;

    private protected double SeenVoltageV => VoltageV * Troubles.VoltageFactor;

    private protected double SeenCurrentA => Math.Abs(CurrentA) * Troubles.CurrentFactor;

    private protected TimeSpan OffFor { get; private set; } = TimeSpan.FromDays(1);

    private protected virtual double HighestV => Options.MaxV;

    /// <summary>What its status tells, in the words of the catalogue.</summary>
    private protected ModuleErrorSet Errors
    {
        get
        {
            var errors = Troubles.Errors;
            if (_isTripped) errors = errors.With(ModuleErrorCode.OverTemperature);
            else if (Derating < 1) errors = errors.With(ModuleErrorCode.PowerLimited);
            return errors;
        }
    }

    private double Derating => TemperatureC < 75 ? 1 : TemperatureC >= 90 ? 0 : 1 - (0.5 * (TemperatureC - 75) / 15);

    /// <summary>Takes its power away for a moment: it forgets all that it was told and boots.</summary>
    public void Restart()
    {
        Forget();
        _wakesAt = _now + Options.BootTime;
    }

    /// <inheritdoc/>
    public void Take(in CanFrame frame, TimeSpan now)
    {
        _now = now;
        if (Troubles.IsCut || Troubles.IsDead || now < _wakesAt || IsLost()) return;
        if (Hear(frame)) _heardAt = now;
    }

    /// <inheritdoc/>
    public void Step(TimeSpan now, SiteSource terminals, Action<CanFrame> send)
    {
        ArgumentNullException.ThrowIfNull(terminals);
        ArgumentNullException.ThrowIfNull(send);
        _now = now;
        var dtS = Math.Max(0, (now - _last).TotalSeconds);
        _last = now;
        VoltageV = terminals.VoltageV;
        CurrentA = terminals.CurrentA;
        Power();
        Warm(dtS);
        Regulate(terminals, dtS);
        OffFor = IsOn ? TimeSpan.Zero : OffFor + TimeSpan.FromSeconds(dtS);
        while (_answers.TryPeek(out var answer) && answer.Due <= now)
        {
            _answers.Dequeue();
            if (!Troubles.IsSilent && !Troubles.IsCut && !IsLost()) send(answer.Frame);
        }
    }

    /// <summary>Acts on a frame; false when it is not for this module.</summary>
    private protected abstract bool Hear(in CanFrame frame);

    /// <summary>Forgets what it was told, as at power-on.</summary>
    private protected virtual void Forget()
    {
        IsToldOn = false;
        ToldVoltageV = ToldCurrentA = 0;
        _isTripped = false;
        _answers.Clear();
    }

    private protected void Answer(CanFrame frame)
    {
        if (Troubles.ShortBy > 0)
        {
            Span<byte> data = stackalloc byte[8];
            var length = Math.Max(0, frame.CopyTo(data) - Troubles.ShortBy);
            frame = CanFrame.Extended(frame.Id, data[..length]);
        }

        // A thousand answers wait at most: what nobody takes is lost.
        if (_answers.Count < 1000) _answers.Enqueue((_now + Troubles.AnswersLate, frame));
    }

    /// <summary>The status bits of the errors by the family's table.</summary>
    private protected uint StatusBits(ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> table)
    {
        var status = 0u;
        foreach (var (bit, code) in table)
            if (Errors.Has(code)) status |= 1u << bit;
        return status;
    }

    private protected static uint Milli(double value) => value > 0 ? (uint)Math.Round(Math.Min(value * 1000, 4e9)) : 0;

    private bool IsLost() => Troubles.Loss > 0 && _random.NextDouble() < Troubles.Loss;

    private void Power()
    {
        if (Troubles.IsDead)
        {
            if (!_wasDead) Forget();
            _wasDead = true;
            return;
        }

        if (_wasDead)
        {
            _wasDead = false;
            Restart();
        }

        if (SelfOffAfter is { } after && IsToldOn && _now - _heardAt > after)
        {
            IsToldOn = false;
            SelfOffs++;
        }
    }

    private void Warm(double dtS)
    {
        var towards = AmbientC + (RiseC * Math.Abs(VoltageV * CurrentA) / Options.MaxW);
        TemperatureC = Troubles.TemperatureC ?? TemperatureC + ((towards - TemperatureC) * Math.Min(1, dtS / 60));
        if (TemperatureC >= 90) _isTripped = true;
        else if (TemperatureC < 70) _isTripped = false;
        if (_isTripped) IsToldOn = false;
    }

    private void Regulate(SiteSource terminals, double dtS)
    {
        var isFaulty = _isTripped || Errors.Codes().Any(c => ModuleErrors.SeverityOf(c) == ModuleSeverity.Fault);
        IsOn = IsToldOn && !isFaulty && !Troubles.IsDead && _now >= _wakesAt;
        if (!IsOn)
        {
            terminals.IsOn = false;
            terminals.SetVoltageV = terminals.SetCurrentA = 0;
            return;
        }

        // It starts from the voltage that it finds, so that an output that is live is not pulled about.
        var targetV = Math.Min(ToldVoltageV, HighestV);
        var targetA = Math.Min(ToldCurrentA, CapabilityA);
        if (!terminals.IsOn) terminals.SetVoltageV = Math.Min(terminals.VoltageV, targetV);
        terminals.IsOn = true;
        terminals.SetVoltageV = Math.Min(targetV, terminals.SetVoltageV + (Options.RampVPerS * dtS));
        terminals.SetCurrentA = targetA >= terminals.SetCurrentA
            ? Math.Min(targetA, terminals.SetCurrentA + (Options.RampAPerS * dtS))
            : Math.Max(targetA, terminals.SetCurrentA - (10 * Options.RampAPerS * dtS));
    }
}
