using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// All actions of one version, found by name without allocation. Names are compared with case, as the standard writes them. Thread
/// safe.
/// </summary>
public sealed class OcppMessageSet
{
    private readonly OcppAction[][] _byLength;
    private readonly FrozenDictionary<string, OcppAction> _byName;

    internal OcppMessageSet(OcppVersion version, params OcppAction[] actions)
    {
        Version = version;
        Actions = Array.AsReadOnly(actions);
        _byName = actions.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);
        _byLength = new OcppAction[actions.Max(a => a.NameUtf8.Length) + 1][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = Array.FindAll(actions, a => a.NameUtf8.Length == length);
    }

    /// <summary>The version.</summary>
    public OcppVersion Version { get; }

    /// <summary>Every action, in alphabetical order of the schema folders.</summary>
    public IReadOnlyCollection<OcppAction> Actions { get; }

    /// <summary>The message set of a version, false where this program has none yet.</summary>
    public static bool TryFor(OcppVersion version, [NotNullWhen(true)] out OcppMessageSet? set)
    {
        set = version == OcppVersion.V16 ? Ocpp16.Messages : null;
        return set is not null;
    }

    /// <summary>
    /// The message set of a version; an exception where this program has none (a programming error: ask <see cref="TryFor"/> first).
    /// </summary>
    public static OcppMessageSet For(OcppVersion version) =>
        TryFor(version, out var set)
            ? set
            : throw new ArgumentOutOfRangeException(nameof(version), version, "No message set of this version; available: V16.");

    /// <summary>The action of that name, null when the version has none.</summary>
    public OcppAction? Find(ReadOnlySpan<byte> nameUtf8)
    {
        if (nameUtf8.Length >= _byLength.Length) return null;
        foreach (var action in _byLength[nameUtf8.Length])
            if (action.NameUtf8.SequenceEqual(nameUtf8)) return action;
        return null;
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public OcppAction? Find(string name) => _byName.GetValueOrDefault(name);
}
