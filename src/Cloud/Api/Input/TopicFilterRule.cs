using System.Text;
using Busbar.Wire.Mqtt;

namespace Busbar.Cloud.Api;

/// <summary>A topic filter of MQTT, of one subscriber.</summary>
internal sealed class TopicFilterRule : ValueRule<string>
{
    private const int MaxLength = 1000;

    public override string Allowed => $"a topic filter of at most {MaxLength} characters, such as pulsebms/+/telemetry/#, without $share";

    public override ValueSchema Schema { get; } = new("string", MaxLength: MaxLength);

    public override bool TryRead(string text, out string value)
    {
        value = text;
        var utf8 = Encoding.UTF8.GetBytes(text);
        return text.Length <= MaxLength && MqttTopic.IsFilter(utf8, out _) && !MqttTopic.TryParseShared(utf8, out _, out _);
    }
}
