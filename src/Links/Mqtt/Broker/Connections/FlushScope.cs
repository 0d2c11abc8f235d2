namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>
/// What one thread does in one go: outboxes that are filled meanwhile are sent when it ends, each once with all that has gathered. Scopes nest; the
/// outermost sends. Outside of a scope an outbox is sent by the thread pool.
/// </summary>
internal readonly ref struct FlushScope
{
    [ThreadStatic]
    private static List<Outbox>? t_filled;

    [ThreadStatic]
    private static bool t_open;

    private readonly bool _outermost;
    private readonly bool _soon;

    private FlushScope(bool soon) => (_outermost, _soon) = (true, soon);

    /// <summary>Begins a scope.</summary>
    /// <param name="soon">This thread has other things to do: the thread pool sends.</param>
    public static FlushScope Enter(bool soon = false)
    {
        if (t_open) return default;
        t_open = true;
        t_filled ??= [];
        return new FlushScope(soon);
    }

    /// <summary>Has <paramref name="outbox"/> sent at the end of the scope; false when there is none.</summary>
    public static bool TryAdd(Outbox outbox)
    {
        if (!t_open) return false;
        t_filled!.Add(outbox);
        return true;
    }

    public void Dispose()
    {
        if (!_outermost) return;
        var filled = t_filled!;
        try
        {
            // Sending may make room for more, which joins the end of the list.
            for (var i = 0; i < filled.Count; i++)
            {
                if (_soon) filled[i].FlushSoon();
                else filled[i].Flush();
            }
        }
        finally
        {
            filled.Clear();
            t_open = false;
        }
    }
}
