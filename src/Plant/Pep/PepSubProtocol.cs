namespace Busbar.Plant.Pep;

/// <summary>The sub-protocols of the handshake (R4, A1): pep1.8 down to pep1.1; later versions are compatible down to 1.1.</summary>
internal static class PepSubProtocol
{
    /// <summary>What is served, newest first.</summary>
    public static IReadOnlyList<string> Served { get; } = ["pep1.8", "pep1.7", "pep1.6", "pep1.5", "pep1.4", "pep1.3", "pep1.2", "pep1.1"];

    /// <summary>Chooses the newest that is offered.</summary>
    /// <param name="offered">What the client offers.</param>
    /// <param name="acceptUnknown">Take a client that offers only others, without a sub-protocol.</param>
    /// <param name="echo">For the answer; null for none.</param>
    /// <param name="refusal">Why not; null when taken.</param>
    public static bool TryChoose(IReadOnlyList<string> offered, bool acceptUnknown, out string? echo, out string? refusal)
    {
        echo = Served.FirstOrDefault(s => offered.Contains(s, StringComparer.Ordinal));
        refusal = echo is not null || offered.Count == 0 || acceptUnknown
            ? null
            : $"None of the sub-protocols [{string.Join(", ", offered.Take(10))}] is served; served are: {string.Join(", ", Served)}.";
        return refusal is null;
    }
}
