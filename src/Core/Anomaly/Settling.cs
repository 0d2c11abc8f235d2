namespace Busbar.Core.Anomaly;

/// <summary>
/// Whether the current has come to rest after a command, a gap or the beginning: at least a short time has passed and the
/// means of two neighbouring blocks of time agree, or a long time has passed whatever they say.
/// </summary>
internal sealed class Settling(TimeSpan atLeast, TimeSpan atMost)
{
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(5);

    private const double AgreeA = 1;
    private const double AgreeShare = 0.005;

    private TimeSpan _since;
    private bool _begun;
    private TimeSpan _blockStart;
    private double _sum;
    private int _count;
    private double _meanBefore = double.NaN;

    public bool IsSettled { get; private set; }

    /// <summary>True while a command or the beginning explains that it moves; a gap explains nothing.</summary>
    public bool IsExcused { get; private set; }

    /// <summary>The current may move from this time on.</summary>
    /// <param name="at">When.</param>
    /// <param name="excuse">Whether it also has a reason to.</param>
    public void Disturb(TimeSpan at, bool excuse)
    {
        IsSettled = false;
        IsExcused |= excuse;
        _begun = true;
        _since = at;
        StartBlock(at, double.NaN);
    }

    public void Step(TimeSpan at, double currentA)
    {
        if (!_begun) Disturb(at, excuse: true);
        if (IsSettled) return;
        if (at - _blockStart >= Block && _count > 0)
        {
            var mean = _sum / _count;
            var agree = Math.Abs(mean - _meanBefore) <= Math.Max(AgreeA, AgreeShare * Math.Abs(mean));
            IsSettled = at - _since >= atMost || (agree && at - _since >= atLeast);
            IsExcused &= !IsSettled;
            StartBlock(at, mean);
        }

        _sum += currentA;
        _count++;
    }

    private void StartBlock(TimeSpan at, double meanBefore)
    {
        _blockStart = at;
        _meanBefore = meanBefore;
        _sum = 0;
        _count = 0;
    }
}
