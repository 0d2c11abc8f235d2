using System.Security.Cryptography;
using System.Text;

namespace Busbar.Plant.Ocpp;

/// <summary>A vehicle's identifier as an idTag.</summary>
internal static class VehicleTag
{
    /// <summary>What the tags of vehicles begin with, as central systems know it from autocharge.</summary>
    public const string Prefix = "VID:";

    /// <summary>Most characters of an idTag (OCPP 1.6, 7.28).</summary>
    public const int MaxLength = 20;

    /// <summary>
    /// The tag of a vehicle: <c>VID:</c> and the letters and digits of its EVCCID in capitals. What is longer than an idTag may be becomes a digest: cut off,
    /// two vehicles could pay for each other.
    /// </summary>
    /// <param name="vehicleId">The EVCCID, such as <c>00:11:22:aa:bb:cc</c>.</param>
    /// <returns>The tag; null: the identifier has no letter and no digit.</returns>
    public static string? Of(string vehicleId)
    {
        var plain = string.Concat(vehicleId.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (plain.Length == 0 || plain.All(c => c == '0')) return null;
        if (plain.Length > MaxLength - Prefix.Length) plain = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(plain)))[..(MaxLength - Prefix.Length)];
        return Prefix + plain;
    }
}
