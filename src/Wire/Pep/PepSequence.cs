namespace Busbar.Wire.Pep;

/// <summary>The numbers of one direction's requests: 1, 2, ... 2147483647, and 1 again (PEP-WS 1.8, sequence numbers). Not thread safe.</summary>
/// <param name="last">The number that was given last, 0 to 2147483647; 0 before the first.</param>
public struct PepSequence(int last = 0)
{
    /// <summary>First number, and the one after the last.</summary>
    public const int First = 1;

    /// <summary>Last number before the wrap: 2^31 - 1.</summary>
    public const int Last = int.MaxValue;

    /// <summary>The number that was given last; 0 before the first.</summary>
    public int Current { get; private set; } = last;

    /// <summary>Gives the next number.</summary>
    public int Next() => Current = Current == Last ? First : Current + 1;
}
