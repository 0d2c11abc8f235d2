using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>Simulated power modules by the name of their family.</summary>
public static class SimulatedModules
{
    /// <summary>The families, named as in <c>site.json</c>.</summary>
    public static IReadOnlyList<string> Families { get; } = ["uugreen", "infy", "infy-beg", "winline"];

    /// <summary>Lowest and highest address of a family.</summary>
    /// <param name="family">One of <see cref="Families"/>.</param>
    /// <exception cref="ArgumentException">There is no such family.</exception>
    public static (int Min, int Max) Addresses(string family) => family switch
    {
        "uugreen" => (1, UuGreen.MaxAddress),
        "infy" or "infy-beg" => (0, Infy.MaxAddress),
        "winline" => (0, Winline.MaxAddress),
        _ => throw Unknown(family),
    };

    /// <summary>Makes one.</summary>
    /// <param name="family">One of <see cref="Families"/>.</param>
    /// <param name="options">As it leaves the factory.</param>
    /// <exception cref="ArgumentException">There is no such family.</exception>
    public static SimulatedModule Create(string family, SimulatedModuleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return family switch
        {
            "uugreen" => new SimulatedUuGreen(options),
            "infy" => new SimulatedInfy(options),
            "infy-beg" => new SimulatedInfyBeg(options),
            "winline" => new SimulatedWinline(options),
            _ => throw Unknown(family),
        };
    }

    private static ArgumentException Unknown(string family) => new($"There is no module family '{family}'; allowed: {string.Join(", ", Families)}.", nameof(family));
}
