using Busbar.Lab.Worlds;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Sites;

/// <summary>A site's plan as a site of the lab's world: the same buses, boards, modules, contactors and guns, so that a controller finds what its file says. Pure.</summary>
internal static class SimulatedSite
{
    /// <summary>Outputs of a contactor board (docs/boards.md).</summary>
    private const int OutputsPerBoard = 32;

    /// <summary>Time between two attempts of a simulated SECC to connect; short, because it is waited for by people.</summary>
    private const double SeccRetryS = 2;

    /// <param name="plan">The plan.</param>
    /// <param name="pace">How lively it is, more than 0; null: no vehicle comes, and guns have test plugs for somebody else's SECCs.</param>
    /// <exception cref="ArgumentException">The lab cannot play it; the text says why.</exception>
    public static WorldSite Of(SitePlan plan, double? pace)
    {
        for (var k = 0; k < plan.Contactors.Count; k++)
        {
            if (plan.Contactors[k].Output == k % OutputsPerBoard && plan.Contactors[k].Board == plan.Contactors[k - (k % OutputsPerBoard)].Board) continue;
            throw new ArgumentException($"The lab cannot play site {plan.Id}: contactor {plan.Contactors[k].Id} is not output {k % OutputsPerBoard} of its board. Fill the boards one after the other, {OutputsPerBoard} contactors on each.", nameof(plan));
        }

        if (pace is not null && plan.Guns.FirstOrDefault(g => g.HasSecc && g.Path != $"/{g.Id}") is { } other)
            throw new ArgumentException($"The lab cannot play site {plan.Id}: the path of {other.Id} is {other.Path}; its SECCs connect to the gun's name.", nameof(plan));
        return new WorldSite
        {
            Id = plan.Id,
            Buses = [.. plan.Buses.Select(b => new WorldBus { Id = b.Id, Address = b.Address })],
            Modules = [.. plan.Modules.Select(m => new WorldModule { Id = m.Id, Family = m.Family, Bus = m.Bus, Address = m.Address, Group = m.Group, MaxW = m.MaxW, MaxA = m.MaxA, MinV = m.MinV, MaxV = m.MaxV })],
            Guns = [.. plan.Guns.Select(g => new WorldGun { Id = g.Id, Board = new WorldBoard { Bus = g.Board.Bus, Address = g.Board.Address } })],
            Busbars = plan.Busbars,
            Contactors = [.. plan.Contactors.Select(c => new WorldContactor { From = c.From, To = c.To })],
            Boards = [.. plan.Contactors.Select(c => c.Board).Distinct().Select(b => new WorldBoard { Bus = b.Bus, Address = b.Address })],
            Pace = pace,
            TestPlugs = pace is null,
            SeccRetryS = SeccRetryS,
        };
    }
}
