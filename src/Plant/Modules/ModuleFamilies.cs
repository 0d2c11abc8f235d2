using Busbar.Plant.Modules.Families;
using Busbar.Wire.Can;

namespace Busbar.Plant.Modules;

/// <summary>The families of power modules that we drive.</summary>
public static class ModuleFamilies
{
    private static readonly ModuleFamily[] All = [new UuGreenFamily(), new InfyFamily(), new InfyBegFamily(), new WinlineFamily()];

    /// <summary>Their names, as in <c>site.json</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>Says whose frame it is, for people who look at a bus: <c>uugreen module 3</c>; null: of no family that we know.</summary>
    public static string? Recognise(in CanFrame frame)
    {
        foreach (var family in All)
        {
            switch (family.OriginOf(frame, out var address))
            {
                case FrameOrigin.Module: return $"{family.Name} module {address}";
                case FrameOrigin.Foreign: return $"{family.Name} controller or group";
                default: break;
            }
        }

        return null;
    }

    internal static ModuleFamily? Find(string name) => Array.Find(All, f => string.Equals(f.Name, name, StringComparison.Ordinal));
}
