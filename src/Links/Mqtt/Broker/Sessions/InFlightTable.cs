using System.Buffers;
using System.Runtime.CompilerServices;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>
/// Deliveries that have a packet identifier. The identifier is the place: one whose place is taken is not given, so nothing is ever searched.
/// A small table stays; a large one is rented and goes back when it is empty. Not thread safe.
/// </summary>
internal struct InFlightTable
{
    private const int OwnSlots = 8;

    private Delivery[]? _slots;
    private int _mask;
    private int _count;
    private ushort _last;

    public readonly int Count => _count;

    /// <summary>A place with the next free packet identifier, for the caller to fill. There must be fewer than 65,535.</summary>
    public ref Delivery Add()
    {
        if (_slots is null || _count * 2 > _mask) Grow();
        do _last++;
        while (_last == 0 || _slots![_last & _mask].PacketId != 0);
        return ref Take(_last);
    }

    /// <summary>A place for a packet identifier that was given before a restart.</summary>
    public ref Delivery Restore(ushort packetId)
    {
        while (_slots is null || _slots[packetId & _mask].PacketId != 0) Grow();
        _last = Math.Max(_last, packetId);
        return ref Take(packetId);
    }

    /// <summary>The delivery with this identifier; a null reference when there is none.</summary>
    public readonly ref Delivery Find(ushort packetId)
    {
        if (packetId == 0 || _slots is null) return ref Unsafe.NullRef<Delivery>();
        ref var slot = ref _slots[packetId & _mask];
        if (slot.PacketId == packetId) return ref slot;
        return ref Unsafe.NullRef<Delivery>();
    }

    /// <summary>Frees the identifier of a delivery that is here.</summary>
    public void Remove(ref Delivery delivery)
    {
        delivery = default;
        if (--_count == 0) Release();
    }

    /// <summary>All, oldest first.</summary>
    public readonly ushort[] IdsInOrder()
    {
        if (_count == 0) return [];
        var all = new List<(long Order, ushort Id)>(_count);
        for (var i = 0; i <= _mask; i++)
            if (_slots![i].PacketId is var id and not 0) all.Add((_slots[i].Order, id));
        all.Sort();
        return [.. all.Select(one => one.Id)];
    }

    public void Clear()
    {
        if (_slots is null) return;
        Array.Clear(_slots, 0, _mask + 1);
        _count = 0;
        Release();
    }

    private ref Delivery Take(ushort packetId)
    {
        _count++;
        ref var slot = ref _slots![packetId & _mask];
        slot.PacketId = packetId;
        return ref slot;
    }

    /// <summary>Twice the places. Identifiers with different places in the small table have different ones in the large one.</summary>
    private void Grow()
    {
        var old = _slots;
        var oldMask = _mask;
        var size = old is null ? 2 : (oldMask + 1) * 2;
        _slots = size > OwnSlots ? ArrayPool<Delivery>.Shared.Rent(size) : new Delivery[size];
        _mask = size - 1;
        if (old is null) return;
        for (var i = 0; i <= oldMask; i++)
            if (old[i].PacketId is var id and not 0) _slots[id & _mask] = old[i];
        Array.Clear(old, 0, oldMask + 1);
        if (oldMask >= OwnSlots) ArrayPool<Delivery>.Shared.Return(old);
    }

    private void Release()
    {
        if (_mask < OwnSlots) return;
        ArrayPool<Delivery>.Shared.Return(_slots!);
        (_slots, _mask) = (null, 0);
    }
}
