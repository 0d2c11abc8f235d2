namespace Busbar.Core.Session.Machine;

/// <summary>The output contactor: what it was told and what it does. Without an auxiliary contact it is taken to obey after <see cref="GunSettings.ContactorTime"/>.</summary>
internal sealed class OutputContactor(Gun gun)
{
    private TimeSpan _commandedAt;
    private TimeSpan? _disagreesSince;
    private bool _hasObeyed;

    /// <summary>What it was told last; null: nothing since the start.</summary>
    public bool? Commanded { get; private set; }

    /// <summary>It is known to be closed.</summary>
    public bool IsClosed => gun.Facts.OutputAux ?? (Commanded == true && IsSettled);

    /// <summary>It is known to be open. Between the two it is neither.</summary>
    public bool IsOpen => gun.Facts.OutputAux is { } aux ? !aux : Commanded is null || (Commanded == false && IsSettled);

    /// <summary>It has had the time to move.</summary>
    public bool IsSettled => gun.Now >= _commandedAt + gun.Settings.ContactorTime;

    /// <summary>When it has had the time to move; null: it has.</summary>
    public TimeSpan? SettledAt => Commanded is null || IsSettled ? null : _commandedAt + gun.Settings.ContactorTime;

    public TimeSpan? Deadline =>
        _disagreesSince is null || gun.Has(FaultCode.ContactorWelded) || gun.Has(FaultCode.ContactorStuckOpen) || gun.Has(FaultCode.ContactorOpened)
            ? null : _disagreesSince + gun.Settings.ContactorTime;

    public void Switch(bool close)
    {
        if (Commanded == close) return;
        Commanded = close;
        _commandedAt = gun.Now;
        _disagreesSince = null;
        _hasObeyed = false;
        gun.Emit(new SwitchOutput(close));
    }

    /// <summary>Compares what it does with what it was told.</summary>
    public void Watch()
    {
        if (Commanded is not { } commanded || gun.Facts.OutputAux is not { } aux || !(gun.Facts.AuxAt > _commandedAt)) return;
        if (aux == commanded)
        {
            _disagreesSince = null;
            _hasObeyed = true;
            return;
        }

        _disagreesSince ??= _hasObeyed ? gun.Now : _commandedAt;
        if (commanded && _hasObeyed)
        {
            // The board has opened it because CP and PP permit no more (R42), which is no fault, or nobody has.
            _hasObeyed = false;
            if (gun.Facts.Permits) gun.Fail(FaultCode.ContactorOpened, "The output contactor has opened without command.");
        }

        if (!Machine.Deadline.Is(Deadline, gun.Now)) return;
        var time = gun.Settings.ContactorTime.TotalMilliseconds;
        if (commanded) gun.Fail(FaultCode.ContactorStuckOpen, $"The output contactor is open {time} ms after it was to close.");
        else gun.Fail(FaultCode.ContactorWelded, $"The output contactor is closed {time} ms after it was to open: welded.");
    }
}
