using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Busbar.Wire.Ocpp;

/// <content>Arrays, gathered in a pooled buffer and copied once, so that the only allocation is the array itself.</content>
public ref partial struct OcppReader
{
    /// <summary>An array of objects.</summary>
    public bool Objects<T>(int minItems, int maxItems, [NotNullWhen(true)] out T[]? value)
        where T : class, IOcppObject<T>
    {
        value = null;
        if (Current == '{' && Tolerate(Leniency.SingleForArray))
        {
            if (Object(out T? single)) value = [single];
            return value is not null;
        }

        if (!BeginItems(out var missing)) return missing && (value = []) is not null;
        var gather = new Gather<T>();
        while (NextItem())
        {
            if (Room(gather.Count, maxItems) && Object(out T? item))
            {
                gather.Add(item);
                continue;
            }

            PrefixIndex(gather.Count);
            break;
        }

        return EndItems(ref gather, minItems, out value);
    }

    /// <summary>An array of texts.</summary>
    public bool Texts(int minItems, int maxItems, int maxLength, [NotNullWhen(true)] out string[]? value)
    {
        value = null;
        if (!BeginItems(out var missing)) return missing && (value = []) is not null;
        var gather = new Gather<string>();
        while (NextItem())
        {
            if (Room(gather.Count, maxItems) && Text(maxLength, out var item))
            {
                gather.Add(item);
                continue;
            }

            PrefixIndex(gather.Count);
            break;
        }

        return EndItems(ref gather, minItems, out value);
    }

    /// <summary>An array of enumeration values.</summary>
    public bool Enums<T>(int minItems, int maxItems, OcppEnum<T> spellings, [NotNullWhen(true)] out T[]? value)
        where T : struct, Enum
    {
        value = null;
        if (!BeginItems(out var missing)) return missing && (value = []) is not null;
        var gather = new Gather<T>();
        while (NextItem())
        {
            if (Room(gather.Count, maxItems) && Enum(spellings, out var item))
            {
                gather.Add(item);
                continue;
            }

            PrefixIndex(gather.Count);
            break;
        }

        return EndItems(ref gather, minItems, out value);
    }

    /// <summary>An array of integers.</summary>
    public bool Integers(int minItems, int maxItems, [NotNullWhen(true)] out int[]? value)
    {
        value = null;
        if (!BeginItems(out var missing)) return missing && (value = []) is not null;
        var gather = new Gather<int>();
        while (NextItem())
        {
            if (Room(gather.Count, maxItems) && Integer(out var item))
            {
                gather.Add(item);
                continue;
            }

            PrefixIndex(gather.Count);
            break;
        }

        return EndItems(ref gather, minItems, out value);
    }

    /// <inheritdoc cref="Objects"/>
    public bool OptionalObjects<T>(int minItems, int maxItems, out T[]? value)
        where T : class, IOcppObject<T>
    {
        value = null;
        return Absent(Leniency.NullText) || Objects(minItems, maxItems, out value);
    }

    /// <inheritdoc cref="Texts"/>
    public bool OptionalTexts(int minItems, int maxItems, int maxLength, out string[]? value)
    {
        value = null;
        return Absent(Leniency.NullText) || Texts(minItems, maxItems, maxLength, out value);
    }

    /// <inheritdoc cref="Enums"/>
    public bool OptionalEnums<T>(int minItems, int maxItems, OcppEnum<T> spellings, out T[]? value)
        where T : struct, Enum
    {
        value = null;
        return Absent(Leniency.NullText) || Enums(minItems, maxItems, spellings, out value);
    }

    /// <inheritdoc cref="Integers"/>
    public bool OptionalIntegers(int minItems, int maxItems, out int[]? value)
    {
        value = null;
        return Absent(Leniency.NullText) || Integers(minItems, maxItems, out value);
    }

    /// <summary>Enters an array; false when there is none, which <paramref name="tolerated"/> says to be well for a <c>null</c> under <see cref="Leniency.MissingArray"/>.</summary>
    private bool BeginItems(out bool tolerated)
    {
        tolerated = Current == 'n' && (_allowed & Leniency.MissingArray) != Leniency.None && TryLiteral("null"u8) && Tolerate(Leniency.MissingArray);
        return !tolerated && BeginArray();
    }

    private bool Room(int count, int maxItems)
    {
        var most = Math.Min(maxItems, OcppLimits.MaxArrayItems);
        return count < most || Fail(OcppErrorCode.OccurrenceConstraintViolation, $"more elements than the {most} that are allowed");
    }

    private bool EndItems<T>(ref Gather<T> gather, int minItems, [NotNullWhen(true)] out T[]? value)
    {
        value = HasFault ? null : gather.ToArray();
        if (gather.Count < minItems && value is not null)
        {
            Fail(OcppErrorCode.OccurrenceConstraintViolation, $"{gather.Count} elements; at least {minItems} are required");
            value = null;
        }

        gather.Release();
        return value is not null;
    }

    /// <summary>Grows in a pooled array; <see cref="ToArray"/> is the only allocation.</summary>
    private struct Gather<T>
    {
        private T[]? _items;

        public int Count { get; private set; }

        public void Add(T item)
        {
            if (_items is null || Count == _items.Length) Grow();
            _items![Count++] = item;
        }

        public readonly T[] ToArray() => _items is null ? [] : _items.AsSpan(0, Count).ToArray();

        public readonly void Release()
        {
            if (_items is not null) ArrayPool<T>.Shared.Return(_items, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }

        private void Grow()
        {
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(16, 2 * Count));
            _items.AsSpan(0, Count).CopyTo(larger);
            Release();
            _items = larger;
        }
    }
}
