namespace Busbar.Core.Power.Exact;

/// <summary>What a division is worth, in the order in which it counts.</summary>
/// <param name="Served">Running guns with a demand that have a module.</param>
/// <param name="Fractions">Served fractions of guns with a demand, ascending.</param>
/// <param name="SumW">Power of all, W.</param>
/// <param name="Changes">Connections made or taken away.</param>
/// <param name="Used">Modules connected.</param>
internal sealed record Merit(int Served, double[] Fractions, double SumW, int Changes, int Used)
{
    /// <summary>Above 0 when this is better.</summary>
    public int Compare(Merit other)
    {
        if (Served != other.Served) return Served - other.Served;
        for (var i = 0; i < Fractions.Length; i++)
            if (CountProgram.Differ(Fractions[i], other.Fractions[i])) return Fractions[i] > other.Fractions[i] ? 1 : -1;
        if (CountProgram.Differ(SumW, other.SumW)) return SumW > other.SumW ? 1 : -1;
        return Changes != other.Changes ? other.Changes - Changes : other.Used - Used;
    }

    /// <summary>Sorted fractions of powers.</summary>
    public static double[] Sorted(GunNeed[] guns, double[] powerW)
    {
        var fractions = new List<double>(guns.Length);
        for (var g = 0; g < guns.Length; g++)
            if (guns[g].ScaleW > 0) fractions.Add(powerW[g] / guns[g].ScaleW);
        fractions.Sort();
        return [.. fractions];
    }
}
