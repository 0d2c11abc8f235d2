namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>Wills, and messages of groups whose member is gone, that a change of sessions brings about: gathered under the registry's lock, published without it.</summary>
internal sealed class DueMessages
{
    private List<(Will Will, Session Of)>? _wills;
    private List<(Delivery Delivery, Session From)>? _shared;

    public void Add(Will? will, Session of)
    {
        if (will is not null) (_wills ??= []).Add((will, of));
    }

    public void Add(List<Delivery> shared, Session from)
    {
        foreach (var delivery in shared) (_shared ??= []).Add((delivery, from));
    }

    public void Publish(BrokerCore core)
    {
        if (_wills is not null)
            foreach (var (will, of) in _wills) core.Publish(will, of);
        if (_shared is not null)
            foreach (var (delivery, from) in _shared) core.PassOn(delivery, from);
    }
}
