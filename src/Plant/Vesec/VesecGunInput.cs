namespace Busbar.Plant.Vesec;

/// <summary>
/// What was last told of one gun, and for how long it counts. A demand counts until the next one, and for the stale time at most; so does the state of charge. A status
/// counts as long as the demand does: one that ends the charge must not be forgotten while the demand goes on. Pure; one thread at a time.
/// </summary>
/// <param name="staleAfter">The stale time.</param>
internal sealed class VesecGunInput(TimeSpan staleAfter)
{
    private readonly DateTimeOffset?[] _told = new DateTimeOffset?[3];
    private Heard? _soc, _demand, _status;

    /// <summary>Takes a payload.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="payload">What it says.</param>
    /// <param name="measured">When it was measured, on the clock of <see cref="Now"/>.</param>
    /// <param name="at">The same on the wall clock.</param>
    /// <returns>False: one with a later <c>ts</c> has come before, so that it changes nothing.</returns>
    public bool Take(VesecKind kind, VesecPayload payload, TimeSpan measured, DateTimeOffset at)
    {
        ref var told = ref _told[(int)kind];
        if (payload.At is { } said)
        {
            if (said < told) return false;
            told = said;
        }

        var heard = new Heard(payload, measured, at);
        switch (kind)
        {
            case VesecKind.Soc:
                _soc = heard;
                break;
            case VesecKind.Demand:
                _demand = heard;
                break;
            default:
                _status = heard;
                break;
        }

        return true;
    }

    /// <summary>What counts now; null: there is no demand, or it is stale.</summary>
    public VesecDemand? Now(TimeSpan now)
    {
        if (!IsFresh(_soc, now)) _soc = null;
        if (!IsFresh(_demand, now))
        {
            _demand = null;
            if (!IsFresh(_status, now)) _status = null;
        }

        if (_demand is not { } demand) return null;
        var status = _status?.Payload.Text;
        return new VesecDemand
        {
            DemandW = VesecStatus.EndsCharge(status) ? 0 : demand.Payload.Number * 1000,
            SocPct = _soc?.Payload.Number,
            Status = status,
            VoltageV = demand.Payload.VoltageV,
            At = demand.At,
        };
    }

    private bool IsFresh(Heard? heard, TimeSpan now) => heard is { } one && now - one.Measured < staleAfter;

    private readonly record struct Heard(VesecPayload Payload, TimeSpan Measured, DateTimeOffset At);
}
