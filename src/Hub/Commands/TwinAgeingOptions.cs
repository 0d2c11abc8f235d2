using System.CommandLine;
using System.CommandLine.Parsing;
using Busbar.Core.Twin;

namespace Busbar.Hub.Commands;

/// <summary>The options by which <c>busbar twin run</c> and <c>busbar twin cycle</c> choose what ages a cell; each by name, in any combination.</summary>
internal sealed class TwinAgeingOptions
{
    private readonly Option<string> _sei = TwinOptionsOfCommands.Sei();
    private readonly Option<string> _plating = Of("--plating", "Lithium plated on the negative particles: none, reversible, partially-reversible, irreversible.");
    private readonly Option<string> _cracks = Of("--cracks", "Cracks in the negative particles: none, paris, or as-pybamm, where in SPM and SPMe the SEI in them takes nothing from the particles.");
    private readonly Option<string> _lam = Of("--lam", "Loss of active material: none, stress, reaction, stress-and-reaction.");
    private readonly Option<bool> _porosity = new("--porosity-change") { Description = "SEI and plated lithium narrow the pores." };

    /// <summary>Makes the options known to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_sei, _plating, _cracks, _lam, _porosity]) command.Add(option);
    }

    /// <summary>What was chosen, on top of other options.</summary>
    public TwinOptions Chosen(ParseResult r, TwinOptions options) => options with
    {
        Sei = TwinOptionsOfCommands.Sei(r.GetValue(_sei)!),
        Plating = TwinOptionsOfCommands.Plating(r.GetValue(_plating)!),
        Cracks = TwinOptionsOfCommands.Cracks(r.GetValue(_cracks)!),
        MaterialLoss = TwinOptionsOfCommands.Lam(r.GetValue(_lam)!),
        PorosityChange = r.GetValue(_porosity),
    };

    private static Option<string> Of(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "none" };
}
