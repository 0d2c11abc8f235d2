using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Cloud.Cms;

/// <summary>
/// Hashes of HTTP basic passwords of stations. A key that was given as 32 to 40 hexadecimal digits (Security Whitepaper edition 3,
/// 7.2, AuthorizationKey) may come from the station as those digits or as the 16 to 20 bytes that they stand for: both are brought
/// to the bytes first, so one hash fits both. Thread safe.
/// </summary>
public static class StationPassword
{
    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int MinHexDigits = 32;
    private const int MaxHexDigits = 40;

    /// <summary>A salted hash of a password, as text to be kept: scheme, rounds, salt and hash, separated by <c>$</c>.</summary>
    public static string Hash(string password, int iterations) => Hash(Encoding.UTF8.GetBytes(password), iterations);

    /// <inheritdoc cref="Hash(string, int)"/>
    public static string Hash(ReadOnlySpan<byte> password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Canonical(password), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>True when the password fits the hash. A hash that cannot be read fits nothing.</summary>
    public static bool Verify(ReadOnlySpan<byte> password, string hash)
    {
        var parts = hash.Split('$');
        Span<byte> salt = stackalloc byte[64];
        Span<byte> expected = stackalloc byte[HashBytes];
        if (parts.Length != 4 || parts[0] != Scheme
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations < 1
            || !Convert.TryFromBase64String(parts[2], salt, out var saltLength)
            || !Convert.TryFromBase64String(parts[3], expected, out var hashLength) || hashLength != HashBytes)
            return false;
        Span<byte> actual = stackalloc byte[HashBytes];
        Rfc2898DeriveBytes.Pbkdf2(Canonical(password), salt[..saltLength], actual, iterations, HashAlgorithmName.SHA256);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    /// <summary>The bytes of a key given in hexadecimal digits; any other password as it is.</summary>
    internal static ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> password)
    {
        if (password.Length is < MinHexDigits or > MaxHexDigits || password.Length % 2 != 0) return password;
        Span<char> digits = stackalloc char[MaxHexDigits];
        for (var i = 0; i < password.Length; i++)
        {
            if (!char.IsAsciiHexDigit((char)password[i])) return password;
            digits[i] = (char)password[i];
        }

        return Convert.FromHexString(digits[..password.Length]);
    }
}
