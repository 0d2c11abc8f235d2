using System.CommandLine;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar mqtt</c>: what helps with the MQTT broker.</summary>
internal static class MqttCommand
{
    public static Command Create() => new("mqtt", "Help with the MQTT broker.")
    {
        HashPasswordCommand.Create(),
    };
}
