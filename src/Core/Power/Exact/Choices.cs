namespace Busbar.Core.Power.Exact;

/// <summary>What a gun may take: modules by class, and in a switch graph the nodes of its island.</summary>
/// <param name="Counts">Modules of each class.</param>
/// <param name="Nodes">Nodes that no other gun may have then; 0 in a matrix.</param>
/// <param name="Used">Modules.</param>
/// <param name="Changes">Connections made or taken away for it; in a switch graph only those made.</param>
internal sealed record Choice(int[] Counts, UInt128 Nodes, int Used, int Changes)
{
    /// <summary>Most power of the modules, W; in a matrix not computed.</summary>
    public double CapacityW { get; init; }
}

/// <summary>All that the guns of a problem may take, for a search that goes from gun to gun.</summary>
/// <param name="classes">The modules.</param>
/// <param name="byGun">The choices of each gun.</param>
/// <param name="isComplete">False when there are so many that some were left out.</param>
internal abstract class Choices(ModuleClasses classes, List<Choice>[] byGun, bool isComplete)
{
    /// <summary>Most choices of a gun.</summary>
    protected const int Most = 20_000;

    public ModuleClasses Classes => classes;

    public List<Choice>[] ByGun => byGun;

    public bool IsComplete => isComplete;

    /// <summary>Connections made or taken away when all guns are decided; otherwise no fewer come of it.</summary>
    public abstract int Changes(Choice[] taken, bool[] isDecided, int[] left);
}

/// <summary>Choices in a matrix: every sensible number of modules of each class.</summary>
internal sealed class MatrixChoices : Choices
{
    private MatrixChoices(ModuleClasses classes, List<Choice>[] byGun, bool isComplete)
        : base(classes, byGun, isComplete)
    {
    }

    public static MatrixChoices All(ModuleClasses classes, GunNeed[] guns, FeederTree tree)
    {
        var byGun = new List<Choice>[guns.Length];
        var isComplete = true;
        for (var g = 0; g < guns.Length; g++)
        {
            var list = new List<Choice>();
            Add(g, 0, new int[classes.Count], list);
            byGun[g] = list;
            isComplete &= list.Count < Most;
        }

        return new MatrixChoices(classes, byGun, isComplete);

        void Add(int g, int k, int[] taken, List<Choice> list)
        {
            if (list.Count >= Most) return;
            if (k == classes.Count)
            {
                if (!IsWasteful(classes, guns[g], g, tree, taken)) list.Add(Of(classes, g, taken));
                return;
            }

            var (each, connected) = (classes.Capacity(k, g), classes.Connected(k, g));
            var most = 0;
            if (each > 0 && guns[g].MayHaveModules)
                most = Math.Min(classes.Size(k), Math.Max(connected, Math.Max((int)Math.Ceiling(Math.Min(guns[g].DemandW / each, classes.Size(k)) - CountProgram.Tolerance), guns[g].WantsAModule ? 1 : 0)));
            for (taken[k] = 0; taken[k] <= most; taken[k]++) Add(g, k + 1, taken, list);
            taken[k] = 0;
        }
    }

    /// <summary>A choice of a matrix.</summary>
    public static Choice Of(ModuleClasses classes, int gun, int[] taken)
    {
        var (used, changes) = (0, 0);
        for (var k = 0; k < taken.Length; k++)
        {
            used += taken[k];
            changes += Math.Abs(taken[k] - classes.Connected(k, gun));
        }

        return new Choice((int[])taken.Clone(), 0, used, changes);
    }

    public override int Changes(Choice[] taken, bool[] isDecided, int[] left)
    {
        var changes = 0;
        for (var g = 0; g < taken.Length; g++)
            if (isDecided[g]) changes += taken[g].Changes;

        // Undecided guns cannot keep what is no longer there.
        for (var k = 0; k < left.Length; k++)
        {
            var connected = 0;
            for (var g = 0; g < taken.Length; g++)
                if (!isDecided[g]) connected += Classes.Connected(k, g);
            changes += Math.Max(0, connected - left[k]);
        }

        return changes;
    }

    /// <summary>A module that is new here gives nothing that the others on its feeder do not.</summary>
    private static bool IsWasteful(ModuleClasses classes, GunNeed gun, int g, FeederTree tree, int[] taken)
    {
        if (taken.Sum() <= (gun.WantsAModule ? 1 : 0)) return false;
        for (var k = 0; k < taken.Length; k++)
        {
            if (taken[k] <= classes.Connected(k, g)) continue;
            var leaf = tree.Leaf(classes.First(k));
            var othersW = -classes.Capacity(k, g);
            for (var j = 0; j < taken.Length; j++)
                if (tree.Leaf(classes.First(j)) == leaf) othersW += taken[j] * classes.Capacity(j, g);
            if (othersW >= Math.Min(gun.DemandW, tree.HasFeeders ? tree.LimitW(leaf) : double.PositiveInfinity)) return true;
        }

        return false;
    }
}
