namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>
/// Subscriptions in one array that readers walk without a lock: the writer adds behind the end and leaves a null where one goes. When the array is
/// full, or half of it is gone, <see cref="With"/> and <see cref="Without"/> answer with a new roster. One writer at a time.
/// </summary>
internal sealed class Roster
{
    private const int FirstItems = 1;

    private readonly Subscription?[] _items;
    private int _count;
    private int _gone;

    private Roster(int capacity) => _items = new Subscription?[capacity];

    /// <summary>What is there now; null where one has gone.</summary>
    public ReadOnlySpan<Subscription?> Items => _items.AsSpan(0, Volatile.Read(ref _count));

    /// <summary>Subscriptions that are there.</summary>
    public int Live => _count - _gone;

    /// <summary>A roster, this one if it has room, that has <paramref name="subscription"/> too.</summary>
    public static Roster With(Roster? roster, Subscription subscription)
    {
        roster ??= new Roster(FirstItems);
        if (roster._count == roster._items.Length) roster = roster.Copy(Math.Max(2, roster.Live * 2));
        roster.Put(subscription);
        return roster;
    }

    /// <summary>A roster, this one as a rule, without <paramref name="subscription"/>; null when none is left.</summary>
    public Roster? Without(Subscription subscription)
    {
        Volatile.Write(ref _items[subscription.Index], null);
        _gone++;
        if (Live == 0) return null;
        return _gone > 8 && _gone > _count / 2 ? Copy(Live + (Live / 2)) : this;
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="old"/>.</summary>
    public void Replace(Subscription old, Subscription next)
    {
        next.Index = old.Index;
        Volatile.Write(ref _items[old.Index], next);
    }

    private Roster Copy(int capacity)
    {
        var copy = new Roster(Math.Max(capacity, 2));
        foreach (var item in Items)
            if (item is not null) copy.Put(item);
        return copy;
    }

    private void Put(Subscription subscription)
    {
        subscription.Index = _count;
        _items[_count] = subscription;
        Volatile.Write(ref _count, _count + 1);
    }
}
