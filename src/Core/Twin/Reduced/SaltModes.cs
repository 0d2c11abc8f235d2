using Busbar.Core.Battery;
using Busbar.Core.Twin.Models;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Reduced;

/// <summary>
/// The salt across the cell by a few shapes. They are the response to a steady current and the moments that follow it (rational Krylov space at rest:
/// Galerkin's method in it meets the first 2 n moments of the transfer from current to salt), turned so that they do not know each other while the
/// diffusivity is what it is at rest. Where the salt moves it, the diffusivity is taken in five places (halves of the electrodes, the separator), each
/// with its share of the stiffness: so steady profiles bend as they should. Salt is over its rest value; its amount is conserved by construction.
/// </summary>
internal sealed class SaltModes
{
    /// <summary>Places: two Gauss points in the negative electrode, the separator's mean, two Gauss points in the positive electrode.</summary>
    internal const int Places = 5;

    internal SaltModes(CellParameters cell, int count)
    {
        Count = count;
        var mesh = new AcrossMesh(cell, 60, 30, 60);
        var n = mesh.Count;
        var (conductance, pore) = (new double[n - 1], new double[n]);
        for (var f = 0; f < n - 1; f++)
            conductance[f] = AcrossMesh.Harmonic(mesh.Efficiency[f], mesh.Efficiency[f + 1], mesh.Share[f]) * mesh.PerDistance[f];
        double poreM = 0;
        for (var i = 0; i < n; i++) poreM += pore[i] = mesh.WidthM[i] * mesh.Porosity[i];
        var perA = (1 - cell.Electrolyte.TransferenceNumber) / (Physics.Faraday * cell.AreaM2 * cell.Electrolyte.ConcentrationMolPerM3);
        var source = new double[n];
        for (var i = 0; i < n; i++)
            source[i] = i < mesh.Negative ? perA / mesh.Negative : i < mesh.FirstPositive ? 0 : -perA / mesh.Positive;

        var shapes = Shapes(count, conductance, pore, poreM, source);
        double Stiffness(double[] a, double[] b, int place)
        {
            double sum = 0;
            for (var f = 0; f < n - 1; f++)
                if (PlaceOf(mesh, f) == place) sum += conductance[f] * (a[f + 1] - a[f]) * (b[f + 1] - b[f]);
            return sum;
        }
        var matrix = new double[count * count];
        for (var i = 0; i < count; i++)
            for (var j = 0; j < count; j++)
                for (var place = 0; place < Places; place++) matrix[i * count + j] += Stiffness(shapes[i], shapes[j], place);
        var turn = SymmetricEigen.Solve(matrix, count);
        var modes = new double[count][];
        for (var k = 0; k < count; k++)
        {
            modes[k] = new double[n];
            for (var i = 0; i < n; i++)
                for (var j = 0; j < count; j++) modes[k][i] += turn[j * count + k] * shapes[j][i];
        }

        (Rate, DrivePerA, At, Mean) = (new double[Places, count, count], new double[count], new double[Places, count], new double[count]);
        double[] places =
        [
            mesh.Negative * Gauss - 0.5, mesh.Negative * (1 - Gauss) - 0.5, -1,
            mesh.FirstPositive + mesh.Positive * Gauss - 0.5, mesh.FirstPositive + mesh.Positive * (1 - Gauss) - 0.5,
        ];
        for (var k = 0; k < count; k++)
        {
            for (var i = 0; i < n; i++)
            {
                DrivePerA[k] += modes[k][i] * source[i];
                Mean[k] += modes[k][i] * mesh.WidthM[i] / mesh.TotalM;
                if (i >= mesh.Negative && i < mesh.FirstPositive) At[2, k] += modes[k][i] / mesh.Separator;
            }
            for (var place = 0; place < Places; place++)
            {
                for (var j = 0; j < count; j++) Rate[place, k, j] = Stiffness(modes[k], modes[j], place);
                if (places[place] < 0) continue;
                var left = (int)places[place];
                At[place, k] = modes[k][left] + (places[place] - left) * (modes[k][left + 1] - modes[k][left]);
            }
        }
    }

    /// <summary>How many shapes.</summary>
    internal int Count { get; }

    /// <summary>What a diffusivity of 1 m2/s in a place does to shape k from shape j, 1/s.</summary>
    internal double[,,] Rate { get; }

    /// <summary>What a discharge of 1 A does to each shape, 1/s.</summary>
    internal double[] DrivePerA { get; }

    /// <summary>What each shape adds to the salt over its rest value in each place.</summary>
    internal double[,] At { get; }

    /// <summary>What each shape adds to the mean over the cell's thickness.</summary>
    internal double[] Mean { get; }

    /// <summary>The lower of the two Gauss points of 0 to 1.</summary>
    private static double Gauss => 0.5 - 0.5 / Math.Sqrt(3);

    private static int PlaceOf(AcrossMesh mesh, int face)
    {
        // The face lies between two cells; one at a border goes to the separator.
        if (face + 1 < mesh.Negative) return face + 1 <= mesh.Negative / 2 ? 0 : 1;
        if (face < mesh.FirstPositive) return 2;
        return face + 1 <= mesh.FirstPositive + mesh.Positive / 2 ? 3 : 4;
    }

    /// <summary>Responses to the source and to each other, of mean 0 and mean square 1 over the pores, at right angles.</summary>
    private static double[][] Shapes(int count, double[] conductance, double[] pore, double poreM, double[] source)
    {
        var shapes = new double[count][];
        var right = source;
        for (var k = 0; k < count; k++)
        {
            // Fluxes add up from the left wall; the slope of the shape is flux over conductance.
            var shape = new double[pore.Length];
            double flux = 0, mean = 0;
            for (var i = 1; i < shape.Length; i++)
            {
                flux += right[i - 1];
                shape[i] = shape[i - 1] - flux / conductance[i - 1];
            }
            for (var i = 0; i < shape.Length; i++) mean += shape[i] * pore[i] / poreM;
            for (var i = 0; i < shape.Length; i++) shape[i] -= mean;
            for (var pass = 0; pass < 2; pass++)
                for (var j = 0; j < k; j++)
                {
                    var share = Product(shape, shapes[j], pore);
                    for (var i = 0; i < shape.Length; i++) shape[i] -= share * shapes[j][i];
                }
            var size = Math.Sqrt(Product(shape, shape, pore));
            for (var i = 0; i < shape.Length; i++) shape[i] /= size;
            shapes[k] = shape;
            right = new double[shape.Length];
            for (var i = 0; i < shape.Length; i++) right[i] = shape[i] * pore[i];
        }
        return shapes;
    }

    private static double Product(double[] a, double[] b, double[] weight)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i] * weight[i];
        return sum;
    }
}
