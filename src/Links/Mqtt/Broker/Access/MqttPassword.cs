using System.Globalization;
using System.Security.Cryptography;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>
/// Hashes of passwords: PBKDF2 with HMAC-SHA256 (RFC 8018, 5.2), as text <c>pbkdf2-sha256$ROUNDS$SALT$HASH</c>, salt and hash in base64.
/// Thread safe.
/// </summary>
public static class MqttPassword
{
    /// <summary>Fewest rounds that are taken: enough for a machine's random key of 16 bytes, which no number of rounds makes safer.</summary>
    public const int MinRounds = 1_000;

    /// <summary>Most rounds that are taken, so that a slip of the pen does not hang the broker.</summary>
    public const int MaxRounds = 10_000_000;

    /// <summary>Rounds unless others are asked for: some 50 ms of a core, paid once per user and start of the broker.</summary>
    public const int DefaultRounds = 100_000;

    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int MaxSaltBytes = 64;
    private const int HashBytes = 32;

    /// <summary>What a hash looks like, for messages.</summary>
    internal static string Allowed { get; } =
        $"{Scheme}$ROUNDS$SALT$HASH with {MinRounds} to {MaxRounds} rounds, as `busbar mqtt hash-password` prints it";

    /// <summary>A salted hash of a password.</summary>
    /// <param name="password">Bytes of the password, as CONNECT carries them.</param>
    /// <param name="rounds"><see cref="MinRounds"/> to <see cref="MaxRounds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rounds are out of their range.</exception>
    public static string Hash(ReadOnlySpan<byte> password, int rounds = DefaultRounds)
    {
        if (rounds is < MinRounds or > MaxRounds)
            throw new ArgumentOutOfRangeException(nameof(rounds), $"rounds is {rounds}; allowed: {MinRounds} to {MaxRounds}.");
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Whether the text is a hash that <see cref="Verify"/> can use.</summary>
    public static bool IsHash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> salt = stackalloc byte[MaxSaltBytes];
        Span<byte> hash = stackalloc byte[HashBytes];
        return TryRead(text, salt, hash, out _, out _);
    }

    /// <summary>True when the password fits the hash, after the same time for right and wrong. What is no hash fits nothing.</summary>
    public static bool Verify(ReadOnlySpan<byte> password, string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        Span<byte> salt = stackalloc byte[MaxSaltBytes];
        Span<byte> expected = stackalloc byte[HashBytes];
        if (!TryRead(hash, salt, expected, out var rounds, out var saltLength)) return false;
        Span<byte> actual = stackalloc byte[HashBytes];
        Rfc2898DeriveBytes.Pbkdf2(password, salt[..saltLength], actual, rounds, HashAlgorithmName.SHA256);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    private static bool TryRead(string text, Span<byte> salt, Span<byte> hash, out int rounds, out int saltLength)
    {
        (rounds, saltLength) = (0, 0);
        var parts = text.Split('$');
        return parts.Length == 4 && parts[0] == Scheme
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds is >= MinRounds and <= MaxRounds
            && Convert.TryFromBase64String(parts[2], salt, out saltLength) && saltLength > 0
            && Convert.TryFromBase64String(parts[3], hash, out var hashLength) && hashLength == HashBytes;
    }
}
