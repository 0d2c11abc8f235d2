using Busbar.Core.Battery;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Models;

/// <summary>From options to a model on its mesh.</summary>
internal static class Meshes
{
    internal static CellModel Model(TwinOptions options)
    {
        var modes = options.Mesh switch
        {
            TwinMesh.Standard => ParticleModes.Shells(20),
            TwinMesh.Fine => ParticleModes.Shells(80),
            _ => ParticleModes.Spectral(10),
        };
        return options.Model switch
        {
            TwinModel.Spm => new SingleParticleModel(options, modes, modes, null),
            TwinModel.Spme => new SingleParticleModel(options, modes, modes, Across(options)),
            _ => new NewmanModel(options, modes, Across(options), extrapolates: options.Mesh != TwinMesh.Own),
        };
    }

    private static AcrossMesh Across(TwinOptions options) => options.Mesh switch
    {
        TwinMesh.Standard => new(options.Cell, 20, 20, 20),
        TwinMesh.Fine => new(options.Cell, 40, 20, 40),
        _ => new(options.Cell, 20, 10, 20),
    };
}
