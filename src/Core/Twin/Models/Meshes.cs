using Busbar.Core.Battery;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Models;

/// <summary>From options to a model on its mesh.</summary>
internal static class Meshes
{
    /// <summary>Modes of <see cref="TwinMesh.Own"/>: with ten the surface does what that of 80 shells does, within a ten-thousandth at any time after a jump.</summary>
    private const int OwnModes = 10;

    internal static CellModel Model(TwinOptions options)
    {
        var modes = options.Mesh switch
        {
            TwinMesh.Standard => ParticleModes.Shells(20),
            TwinMesh.Fine => ParticleModes.Shells(80),
            TwinMesh.Own => ParticleModes.Shells(80, OwnModes),
            _ => ParticleModes.Spectral(16),
        };
        return options.Model switch
        {
            TwinModel.Spm => new SingleParticleModel(options, modes, modes, null),
            TwinModel.Spme => new SingleParticleModel(options, modes, modes, Across(options)),
            _ => new NewmanModel(options, modes, Across(options), extrapolates: options.Mesh is TwinMesh.Standard or TwinMesh.Fine),
        };
    }

    private static AcrossMesh Across(TwinOptions options)
    {
        var mesh = options.Mesh switch
        {
            TwinMesh.Standard => new(options.Cell, 20, 20, 20),
            TwinMesh.Fine => Fine(options.Cell),
            _ => new AcrossMesh(options.Cell, 30, 15, 30),
        };
        if (options.Mesh is TwinMesh.Standard or TwinMesh.Fine) mesh.Blend();
        if (options.Mesh == TwinMesh.Own) mesh.BlendAsOn(Fine(options.Cell));
        return mesh;
    }

    private static AcrossMesh Fine(CellParameters cell) => new(cell, 40, 20, 40);
}
