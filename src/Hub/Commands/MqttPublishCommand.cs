using System.CommandLine;
using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar mqtt pub</c>: publishes one message, or one for each line of standard input.</summary>
internal static class MqttPublishCommand
{
    public static Command Create()
    {
        var connection = new MqttConnectionFlags();
        var topic = new Option<string>("--topic", "-t") { Description = "Topic name, without wildcards.", Required = true };
        var message = new Option<string?>("--message", "-m") { Description = "The message, as text." };
        var file = new Option<FileInfo?>("--file", "-f") { Description = "File that is the message." };
        var lines = new Option<bool>("--lines", "-l") { Description = "Each line of standard input is a message." };
        var qos = MqttConnectionFlags.Qos("Quality of service: 0, 1 or 2.");
        var retain = new Option<bool>("--retain", "-r") { Description = "The broker keeps the message for those who subscribe later; an empty one deletes it." };
        var expiry = new Option<double?>("--expiry") { Description = "Seconds until the message is worthless (MQTT 5)." };
        var contentType = new Option<string?>("--content-type") { Description = "MIME type of the message (MQTT 5)." };
        var properties = new Option<string[]>("--property") { Description = "User property NAME=VALUE; may be given again (MQTT 5)." };
        var command = new Command("pub", "Publish a message. Without --message, --file or --lines it is empty.") { topic, message, file, lines, qos, retain, expiry, contentType, properties };
        connection.AddTo(command);
        command.SetAction(async (result, ct) =>
        {
            var form = new MqttMessage(result.GetValue(topic)!, default)
            {
                Qos = result.GetValue(qos),
                Retain = result.GetValue(retain),
                ExpiresIn = result.GetValue(expiry) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                ContentType = result.GetValue(contentType),
                UserProperties = [.. (result.GetValue(properties) ?? []).Select(Property)],
            };
            await using var client = new MqttClient(connection.Options(result), TimeProvider.System, NullLogger.Instance);
            await client.ConnectAsync(ct);
            if (!result.GetValue(lines))
            {
                await PublishAsync(client, form, result.GetValue(file) is { } path ? await File.ReadAllBytesAsync(path.FullName, ct) : Encoding.UTF8.GetBytes(result.GetValue(message) ?? ""), ct);
                return 0;
            }

            while (await Console.In.ReadLineAsync(ct) is { } line) await PublishAsync(client, form, Encoding.UTF8.GetBytes(line), ct);
            return 0;
        });
        return command;
    }

    private static async Task PublishAsync(MqttClient client, MqttMessage form, byte[] payload, CancellationToken ct)
    {
        var outcome = await client.PublishAsync(form with { Payload = payload }, ct);
        if (!outcome.IsDelivered) throw new InvalidOperationException($"the message to {form.Topic} was not delivered: {outcome.Delivery}, {outcome.Code}{(outcome.Reason is null ? "" : $", {outcome.Reason}")}");
        if (form.Qos == MqttQos.AtMostOnce) await client.DrainAsync(ct);
    }

    private static KeyValuePair<string, string> Property(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? new(text[..at], text[(at + 1)..]) : throw new InvalidOperationException($"--property is \"{text}\"; allowed: NAME=VALUE.");
    }
}
