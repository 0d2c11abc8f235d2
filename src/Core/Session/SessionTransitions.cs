namespace Busbar.Core.Session;

/// <summary>Which phase may follow which. The session refuses to leave this table; <c>README.md</c> of this folder draws it.</summary>
public static class SessionTransitions
{
    private static readonly SessionPhase[][] Next = Build();

    /// <summary>All pairs.</summary>
    public static IEnumerable<(SessionPhase From, SessionPhase To)> All => Next.SelectMany((to, from) => to.Select(t => ((SessionPhase)from, t)));

    /// <summary>Whether <paramref name="to"/> may follow <paramref name="from"/>.</summary>
    public static bool Allows(SessionPhase from, SessionPhase to) => Array.IndexOf(Next[(int)from], to) >= 0;

    private static SessionPhase[][] Build()
    {
        var next = new SessionPhase[Enum.GetValues<SessionPhase>().Length][];
        next[(int)SessionPhase.Standby] = [SessionPhase.Connected, SessionPhase.CableCheck, SessionPhase.Transition, SessionPhase.Fault];
        next[(int)SessionPhase.Connected] = [SessionPhase.CableCheck, SessionPhase.PreCharge, SessionPhase.Transition, SessionPhase.Fault];
        next[(int)SessionPhase.CableCheck] = [SessionPhase.Connected, SessionPhase.Transition, SessionPhase.Fault];
        next[(int)SessionPhase.PreCharge] = [SessionPhase.Charge, SessionPhase.PostCharge, SessionPhase.Transition, SessionPhase.Fault];
        next[(int)SessionPhase.Charge] = [SessionPhase.PostCharge, SessionPhase.Transition, SessionPhase.Fault];
        next[(int)SessionPhase.PostCharge] = [SessionPhase.CableCheck, SessionPhase.Transition, SessionPhase.Fault];
        next[(int)SessionPhase.Transition] = [SessionPhase.Standby, SessionPhase.Fault];
        next[(int)SessionPhase.Fault] = [SessionPhase.Standby];
        return next;
    }
}
