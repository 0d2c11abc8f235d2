using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Hub.Sites;

/// <summary>The contactors of an instance by the names of what they join, in either order.</summary>
internal sealed class AllocationWiring
{
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, int), int> _contactors = [];

    /// <summary>Reads the contactors.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; names the key, its value and what is allowed.</exception>
    public AllocationWiring(AllocationInstance instance)
    {
        foreach (var (id, path) in instance.Modules.Select((m, i) => (m.Id, $"modules[{i}].id")).Concat(instance.Guns.Select((g, i) => (g.Id, $"guns[{i}].id"))).Concat((instance.Busbars ?? []).Select((b, i) => (b, $"busbars[{i}]"))))
            AllocationInstance.Check(!string.IsNullOrEmpty(id) && _nodes.TryAdd(id, _nodes.Count), path, id ?? "null", "a name that no module, gun or busbar has");
        List<ContactorEdge> edges = [];
        for (var k = 0; k < instance.Contactors!.Count; k++)
        {
            var (from, to) = Ends(instance.Contactors[k], $"contactors[{k}]");
            AllocationInstance.Check(_contactors.TryAdd((Math.Min(from, to), Math.Max(from, to)), k), $"contactors[{k}]", string.Join(' ', instance.Contactors[k]), "one contactor between two nodes");
            edges.Add(new ContactorEdge(from, to));
        }

        Graph = new SwitchGraph(instance.Modules.Count, instance.Guns.Count, instance.Busbars?.Count ?? 0, edges);
        var failures = new ContactorFailure[edges.Count];
        foreach (var k in Listed(instance.Welded, "welded")) failures[k] = ContactorFailure.Welded;
        foreach (var k in Listed(instance.Stuck, "stuck"))
        {
            AllocationInstance.Check(failures[k] == ContactorFailure.None, "stuck", string.Join(' ', instance.Contactors[k]), "contactors that are not welded");
            failures[k] = ContactorFailure.StuckOpen;
        }

        var closed = new bool[edges.Count];
        foreach (var k in Listed(instance.Closed, "closed")) closed[k] = true;
        (Failures, Closed) = (failures, closed);
    }

    public SwitchGraph Graph { get; }

    public IReadOnlyList<ContactorFailure> Failures { get; }

    public IReadOnlyList<bool> Closed { get; }

    private IEnumerable<int> Listed(IReadOnlyList<IReadOnlyList<string>>? pairs, string path)
    {
        for (var i = 0; i < (pairs?.Count ?? 0); i++)
        {
            var (from, to) = Ends(pairs![i], $"{path}[{i}]");
            AllocationInstance.Check(_contactors.TryGetValue((Math.Min(from, to), Math.Max(from, to)), out var contactor), $"{path}[{i}]", string.Join(' ', pairs[i]), "the two ends of a contactor");
            yield return contactor;
        }
    }

    private (int From, int To) Ends(IReadOnlyList<string> pair, string path)
    {
        if (pair is not { Count: 2 }) throw new ArgumentException($"{path} is {(pair is null ? "null" : $"{pair.Count} names")}; allowed: two names, of modules, guns or busbars.", path);
        AllocationInstance.Check(_nodes.TryGetValue(pair[0] ?? "", out var from), path, pair[0] ?? "null", "the name of a module, a gun or a busbar first");
        AllocationInstance.Check(_nodes.TryGetValue(pair[1] ?? "", out var to), path, pair[1] ?? "null", "the name of a module, a gun or a busbar second");
        return (from, to);
    }
}
