using System.CommandLine;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar mqtt</c>: publish, subscribe, and what helps with the MQTT broker.</summary>
internal static class MqttCommand
{
    public static Command Create() => new("mqtt", "Publish, subscribe, and help with the MQTT broker.")
    {
        MqttPublishCommand.Create(),
        MqttSubscribeCommand.Create(),
        HashPasswordCommand.Create(),
    };
}
