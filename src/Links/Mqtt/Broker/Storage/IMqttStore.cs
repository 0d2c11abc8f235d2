namespace Busbar.Links.Mqtt.Broker.Storage;

/// <summary>
/// What must survive a restart: sessions that outlive their connection with their subscriptions, messages and identifiers, kept messages, and wills
/// that wait. Changes are taken in order, written in groups and are durable in order.
/// </summary>
public interface IMqttStore : IAsyncDisposable
{
    /// <summary>What was durable when the last process ended; read once, before the first change.</summary>
    Task<StoredState> LoadAsync(CancellationToken ct);

    /// <summary>Takes a change. Never waits: what is under way is bounded by the receive maximum of the clients, whose next messages wait for
    /// acknowledgements that wait for this. Thread safe; changes of one session must come from one thread at a time.</summary>
    /// <param name="change">The change.</param>
    /// <param name="then">Called on the store's thread once the change, and all before it, are durable; must be short. Null for nobody.</param>
    void Append(StoreChange change, IDurable? then);

    /// <summary>What this thread appends until it closes the scope becomes durable together: a kill leaves all of it or nothing. An acknowledged QoS 2 message
    /// needs that: with its identifier alone it would be lost, with its deliveries alone it would come twice. Open no longer than the appending takes,
    /// because what others append meanwhile waits too. Thread safe; scopes may nest and those of several threads overlap.</summary>
    StoreScope Together();

    /// <summary>Called on the store's thread with what makes the <see cref="IDurable.Durable"/> calls of one group: whoever sets it runs that, and can let
    /// leave in one go what they wrote. Set before the first change. Null: they are made as they are.</summary>
    Action<Action>? Telling { get; set; }

    /// <summary>Why changes are not becoming durable (disk full, for example), in words; null when all is well. They are tried again until they are.</summary>
    string? Trouble { get; }
}

/// <summary>Changes that become durable together. Disposed once.</summary>
/// <param name="close">Who is told of the end; null for nobody.</param>
/// <param name="mark">What is told then.</param>
public readonly struct StoreScope(Action<long>? close, long mark) : IDisposable
{
    /// <summary>No more changes belong to these.</summary>
    public void Dispose() => close?.Invoke(mark);
}

/// <summary>Wants to know when a change is durable.</summary>
public interface IDurable
{
    /// <summary>The change, and all before it, are durable.</summary>
    void Durable();
}
