using Busbar.Cloud.Mqtt;

namespace Busbar.Cloud.Api;

/// <summary>Orders of the broker's clients.</summary>
internal static class MqttClientSort
{
    public static readonly RowSort<MqttClientView> ById = RowSort<MqttClientView>.ById(client => client.Id);

    public static readonly (string Word, RowSort<MqttClientView> Sort)[] Choices =
    [
        ("id", ById),
        ("identity", new(client => new(0, client.Identity ?? "", client.Id))),
        ("address", new(client => new(0, client.Address ?? "", client.Id))),
        ("connectedAt", By(client => client.ConnectedAt?.ToUnixTimeMilliseconds() ?? 0)),
        ("subscriptions", By(client => client.Subscriptions)),
        ("queued", By(client => client.Queued)),
        ("inFlight", By(client => client.InFlight)),
        ("messagesIn", By(client => client.MessagesInPerS ?? 0)),
        ("messagesOut", By(client => client.MessagesOutPerS ?? 0)),
        ("dropped", By(client => client.Dropped)),
    ];

    private static RowSort<MqttClientView> By(Func<MqttClientView, double> number) => new(client => new(number(client), "", client.Id));
}
