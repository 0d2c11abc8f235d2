using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules;

/// <summary>How a module is shown.</summary>
internal sealed partial class ModuleLaw
{
    private ModuleView _view;
    private bool _isStale = true;
    private ModuleErrorSet _shown;
    private IReadOnlyList<ModuleError> _errorList = [];

    /// <summary>The view, made anew when something has changed; <paramref name="isNew"/> says so.</summary>
    /// <param name="now">The time.</param>
    /// <param name="timestampOf">Turns a time of this driver into a timestamp of the bus's clock.</param>
    /// <param name="isNew">Whether it is another one than before.</param>
    public ModuleView View(TimeSpan now, Func<TimeSpan, long> timestampOf, out bool isNew)
    {
        isNew = _isStale;
        if (!_isStale) return _view;
        _isStale = false;
        var errors = Errors;
        if (errors != _shown)
        {
            _shown = errors;
            _errorList = [.. errors.Codes().Select(c => new ModuleError(c, ModuleErrors.Describe(c), ModuleErrors.SeverityOf(c))).OrderByDescending(e => e.Severity)];
        }

        var (availableA, share) = Available(errors);
        _view = new ModuleView
        {
            Id = _config.Id,
            IsOnline = _isOnline,
            IsOn = _isOn,
            MayStillRun = IsSilentlyOn(now),
            IsUsable = IsUsable,
            NeedsOff = _needsOff,
            SetOn = _told.IsOn,
            SetVoltageV = _told.IsOn ? _order.VoltageV : 0,
            SetCurrentA = _told.IsOn ? _order.CurrentA : 0,
            VoltageV = _voltageV,
            CurrentA = _currentA,
            MeasuredAt = timestampOf(_measuredAt),
            CapabilityA = _capabilityA,
            AvailableA = availableA,
            AvailableW = share * _config.Envelope.MaxW,
            IsDerated = share < DeratedShare || errors.Has(ModuleErrorCode.PowerLimited) || errors.Has(ModuleErrorCode.TemperatureDerating) || errors.Has(ModuleErrorCode.InputLimited),
            TemperatureC = _temperatureC,
            Mode = _mode.Phase == ModePhase.Steady ? _mode.Mode : ModuleMode.Unknown,
            IsChangingMode = _told.IsOn && _mode.Phase != ModePhase.Steady,
            Serial = Serial,
            Errors = _errorList,
            Counters = _counters,
        };
        return _view;
    }

    // Less than this of what the envelope allows is derating; the rest is rounding of what modules tell.
    private const double DeratedShare = 0.95;

    private (double AvailableA, double Share) Available(ModuleErrorSet errors)
    {
        var envelope = _config.Envelope;
        if (errors.Has(ModuleErrorCode.Lost) || _isBusOff) return (0, 0);

        // What a module tells while it is off says little of what it will give.
        if (_capabilityA is not { } capabilityA || !_isConfirmedOn) return (envelope.MaxA, 1);

        // Whether a module reckons with the voltage that it is set to or with that at its output is not known; with the higher of both it is not taken for derated.
        var atV = Math.Max(Math.Max(_voltageV ?? 0, _order.IsOn ? _order.VoltageV : 0), Math.Max(envelope.MinV, 1));
        var ratedA = Math.Min(envelope.MaxA, envelope.MaxW / atV);
        return (Math.Min(envelope.MaxA, capabilityA), ratedA > 0 ? Math.Min(1, capabilityA / ratedA) : 0);
    }
}
