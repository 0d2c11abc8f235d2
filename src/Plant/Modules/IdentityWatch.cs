namespace Busbar.Plant.Modules;

/// <summary>What the marks at one address say.</summary>
internal enum IdentityFinding
{
    /// <summary>Nothing new.</summary>
    Same,

    /// <summary>Two modules answer in turns.</summary>
    Duplicate,

    /// <summary>Another module has taken the place of the one before.</summary>
    Replaced,
}

/// <summary>
/// Tells from the marks in answers (serial numbers or parts of them) whether one module is at an address. A, B, A: two at one address; A, B, B: replaced.
/// However often a family tells its mark, this holds. A duplicate is over when one mark has been heard alone for a while.
/// </summary>
internal sealed class IdentityWatch
{
    /// <summary>Time with one mark alone after which a duplicate is over: three turns of the slowest family.</summary>
    public static readonly TimeSpan Alone = TimeSpan.FromSeconds(30);

    private ulong? _mark;
    private ulong? _other;
    private TimeSpan _otherAt;

    public bool IsDuplicate { get; private set; }

    public IdentityFinding Hear(ulong mark, TimeSpan now)
    {
        if (_mark is null)
        {
            _mark = mark;
            return IdentityFinding.Same;
        }

        if (mark == _mark)
        {
            if (_other is null) return IdentityFinding.Same;
            if (now - _otherAt > Alone)
            {
                _other = null;
                IsDuplicate = false;
                return IdentityFinding.Same;
            }

            IsDuplicate = true;
            return IdentityFinding.Duplicate;
        }

        if (mark != _other || IsDuplicate)
        {
            // The newcomer's first word, or one more of the two: who of them is "the other" changes with each turn.
            if (IsDuplicate) (_mark, mark) = (mark, _mark.Value);
            _other = mark;
            _otherAt = now;
            return IsDuplicate ? IdentityFinding.Duplicate : IdentityFinding.Same;
        }

        _mark = mark;
        _other = null;
        return IdentityFinding.Replaced;
    }

    public void Forget()
    {
        _mark = null;
        _other = null;
        IsDuplicate = false;
    }
}
