using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Busbar.Wire.Ocpp;

/// <content>Arrays, gathered in a pooled buffer and copied once, so that the only allocation is the array itself.</content>
public ref partial struct OcppReader
{
    /// <summary>An array of objects.</summary>
    public bool Objects<T>(int minItems, int maxItems, [NotNullWhen(true)] out T[]? value)
        where T : class, IOcppObject<T> => NullAsEmpty(out value) || ReadObjects(minItems, maxItems, out value);

    /// <inheritdoc cref="Objects"/>
    public bool OptionalObjects<T>(int minItems, int maxItems, out T[]? value)
        where T : class, IOcppObject<T>
    {
        value = null;
        return Absent(Leniency.NullText) || ReadObjects(minItems, maxItems, out value);
    }

    /// <summary>An array of texts.</summary>
    public bool Texts(int minItems, int maxItems, int maxLength, [NotNullWhen(true)] out string[]? value) =>
        NullAsEmpty(out value) || ReadItems(new TextItem(maxLength), minItems, maxItems, out value);

    /// <inheritdoc cref="Texts"/>
    public bool OptionalTexts(int minItems, int maxItems, int maxLength, out string[]? value)
    {
        value = null;
        return Absent(Leniency.NullText) || ReadItems(new TextItem(maxLength), minItems, maxItems, out value);
    }

    /// <summary>An array of enumeration values.</summary>
    public bool Enums<T>(int minItems, int maxItems, OcppEnum<T> spellings, [NotNullWhen(true)] out T[]? value)
        where T : struct, Enum => NullAsEmpty(out value) || ReadItems(new EnumItem<T>(spellings), minItems, maxItems, out value);

    /// <inheritdoc cref="Enums"/>
    public bool OptionalEnums<T>(int minItems, int maxItems, OcppEnum<T> spellings, out T[]? value)
        where T : struct, Enum
    {
        value = null;
        return Absent(Leniency.NullText) || ReadItems(new EnumItem<T>(spellings), minItems, maxItems, out value);
    }

    /// <summary>An array of integers.</summary>
    public bool Integers(int minItems, int maxItems, [NotNullWhen(true)] out int[]? value) =>
        NullAsEmpty(out value) || ReadItems(default(IntegerItem), minItems, maxItems, out value);

    /// <inheritdoc cref="Integers"/>
    public bool OptionalIntegers(int minItems, int maxItems, out int[]? value)
    {
        value = null;
        return Absent(Leniency.NullText) || ReadItems(default(IntegerItem), minItems, maxItems, out value);
    }

    /// <summary>Reads over a <c>null</c> that stands for a required array, under <see cref="Leniency.MissingArray"/>.</summary>
    private bool NullAsEmpty<T>([NotNullWhen(true)] out T[]? value)
    {
        value = Null(Leniency.MissingArray) ? [] : null;
        return value is not null;
    }

    private bool ReadObjects<T>(int minItems, int maxItems, [NotNullWhen(true)] out T[]? value)
        where T : class, IOcppObject<T>
    {
        if (Current != '{' || !Tolerate(Leniency.SingleForArray)) return ReadItems(default(ObjectItem<T>), minItems, maxItems, out value);
        value = Object(out T? single) ? [single] : null;
        return value is not null;
    }

    private bool ReadItems<T, TItem>(TItem item, int minItems, int maxItems, [NotNullWhen(true)] out T[]? value)
        where TItem : struct, IItem<T>
    {
        value = null;
        if (!BeginArray()) return false;
        var most = Math.Min(maxItems, OcppLimits.MaxArrayItems);
        var gather = default(Gather<T>);
        while (NextItem())
        {
            if (gather.Count == most) Fail(OcppErrorCode.OccurrenceConstraintViolation, $"more elements than the {most} that are allowed");
            else if (item.Read(ref this, out var read))
            {
                gather.Add(read);
                continue;
            }
            else Prefix($"[{gather.Count}]");
            break;
        }

        if (!HasFault && gather.Count < minItems)
            Fail(OcppErrorCode.OccurrenceConstraintViolation, $"{gather.Count} elements; at least {minItems} are required");
        if (!HasFault) value = gather.ToArray();
        gather.Release();
        return value is not null;
    }

    /// <summary>Reads one element; a structure, so that the loop is compiled for each kind without a call through a delegate.</summary>
    private interface IItem<T>
    {
        bool Read(ref OcppReader reader, [MaybeNullWhen(false)] out T value);
    }

    private readonly struct ObjectItem<T> : IItem<T>
        where T : class, IOcppObject<T>
    {
        public bool Read(ref OcppReader reader, [MaybeNullWhen(false)] out T value) => reader.Object(out value);
    }

    private readonly struct TextItem(int maxLength) : IItem<string>
    {
        public bool Read(ref OcppReader reader, [MaybeNullWhen(false)] out string value) => reader.Text(maxLength, out value);
    }

    private readonly struct EnumItem<T>(OcppEnum<T> spellings) : IItem<T>
        where T : struct, Enum
    {
        public bool Read(ref OcppReader reader, out T value) => reader.Enum(spellings, out value);
    }

    private readonly struct IntegerItem : IItem<int>
    {
        public bool Read(ref OcppReader reader, out int value) => reader.Integer(out value);
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
