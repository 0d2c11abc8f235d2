using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Links.Passwords;

/// <summary>
/// Verdicts on passwords that a slow hash has judged before: after a power cut a whole fleet reconnects with them. Remembered are keyed digests of the last right and
/// the last wrong password of each user, under a key that lives and dies with this object, so the memory is bounded by the users. Thread safe.
/// </summary>
public sealed class PasswordMemory
{
    private readonly ConcurrentDictionary<string, Verdicts> _known = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What stands for a password in this memory: HMAC-SHA256 of user, hash and password. The hash is part of it, so that a changed one voids what is remembered.</summary>
    /// <param name="user">Whose; one of a bounded number.</param>
    /// <param name="password">What was shown.</param>
    /// <param name="hash">The hash that it is to fit.</param>
    public byte[] Digest(string user, ReadOnlySpan<byte> password, string hash)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(user));
        hmac.AppendData([0]);
        hmac.AppendData(Encoding.UTF8.GetBytes(hash));
        hmac.AppendData([0]);
        hmac.AppendData(password);
        return hmac.GetHashAndReset();
    }

    /// <summary>Whether the password was right; null when it was not judged before. Compared in the same time whatever differs.</summary>
    public bool? Find(string user, byte[] digest)
    {
        if (!_known.TryGetValue(user, out var verdicts)) return null;
        if (IsSame(verdicts.Right, digest)) return true;
        return IsSame(verdicts.Wrong, digest) ? false : null;
    }

    /// <summary>Remembers a verdict. A wrong guess does not push out the right password that the user's own clients rely on.</summary>
    public void Remember(string user, byte[] digest, bool isRight) => _known.AddOrUpdate(
        user,
        static (_, v) => v.IsRight ? new Verdicts(v.Digest, null) : new Verdicts(null, v.Digest),
        static (_, old, v) => v.IsRight ? old with { Right = v.Digest } : old with { Wrong = v.Digest },
        (IsRight: isRight, Digest: digest));

    /// <summary>Forgets what is remembered of a user.</summary>
    public void Forget(string user) => _known.TryRemove(user, out _);

    private static bool IsSame(byte[]? remembered, byte[] digest) => remembered is not null && CryptographicOperations.FixedTimeEquals(remembered, digest);

    private readonly record struct Verdicts(byte[]? Right, byte[]? Wrong);
}
