using System.CommandLine;
using System.Text;
using System.Text.Json;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar mqtt sub</c>: prints what is published.</summary>
internal static class MqttSubscribeCommand
{
    /// <summary>The exit code when <c>--wait</c> was over before <c>--count</c> messages had come.</summary>
    private const int TooFew = 2;

    public static Command Create()
    {
        var connection = new MqttConnectionFlags();
        var topics = new Option<string[]>("--topic", "-t") { Description = "Topic filter, with + and #, or $share/GROUP/FILTER; may be given again.", Required = true };
        var qos = MqttConnectionFlags.Qos("Highest quality of service: 0, 1 or 2.");
        var count = new Option<int?>("--count", "-C") { Description = "End after so many messages." };
        var wait = new Option<double?>("--wait", "-W") { Description = $"End after so many seconds; with --count the exit code is {TooFew} when fewer have come." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Print the topic before each message." };
        var json = new Option<bool>("--json") { Description = "Print a JSON object a line, with every property." };
        var noRetained = new Option<bool>("--no-retained", "-R") { Description = "Leave out messages that were kept." };
        var command = new Command("sub", "Subscribe and print messages until interrupted.") { topics, qos, count, wait, verbose, json, noRetained };
        connection.AddTo(command);
        command.SetAction(async (result, ct) =>
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            if (result.GetValue(wait) is { } seconds) over.CancelAfter(TimeSpan.FromSeconds(seconds));
            var output = result.InvocationConfiguration.Output;
            var left = result.GetValue(count) ?? int.MaxValue;
            using var one = new SemaphoreSlim(1, 1);
            var print = result.GetValue(json) ? (Func<MqttMessage, string>)Json : result.GetValue(verbose) ? m => $"{m.Topic} {Text(m)}" : Text;
            var options = new MqttSubscriptionOptions { Qos = result.GetValue(qos), RetainAsPublished = true, RetainHandling = result.GetValue(noRetained) ? MqttRetainHandling.DoNotSend : MqttRetainHandling.Send };
            await using var client = new MqttClient(connection.Options(result), TimeProvider.System, NullLogger.Instance);
            try
            {
                await client.ConnectAsync(over.Token);
                foreach (var topic in result.GetValue(topics)!) await client.SubscribeAsync(topic, TakeAsync, options, over.Token);
                throw new InvalidOperationException(await client.Ended.WaitAsync(over.Token));
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                return left > 0 && result.GetValue(count) is not null ? TooFew : 0;
            }

            // Several filters have a handler each; their lines must not mix.
            async ValueTask TakeAsync(MqttMessage message, CancellationToken stop)
            {
                await one.WaitAsync(stop);
                try
                {
                    if (left <= 0) return;
                    await output.WriteLineAsync(print(message).AsMemory(), stop);
                    await output.FlushAsync(stop);
                    if (--left == 0) await over.CancelAsync();
                }
                finally
                {
                    one.Release();
                }
            }
        });
        return command;
    }

    private static string Text(MqttMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    private static string Json(MqttMessage message)
    {
        using var bytes = new MemoryStream();
        using (var to = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            to.WriteStartObject();
            to.WriteString("topic", message.Topic);
            to.WriteNumber("qos", (int)message.Qos);
            to.WriteBoolean("retain", message.Retain);
            if (message.ExpiresIn is { } life) to.WriteNumber("expiresInS", life.TotalSeconds);
            if (message.ContentType is { } type) to.WriteString("contentType", type);
            if (message.ResponseTopic is { } response) to.WriteString("responseTopic", response);
            if (message.CorrelationData is { } correlation) to.WriteBase64String("correlationData", correlation.Span);
            if (message.UserProperties.Count > 0)
            {
                to.WriteStartArray("userProperties");
                foreach (var (name, value) in message.UserProperties)
                {
                    to.WriteStartArray();
                    to.WriteStringValue(name);
                    to.WriteStringValue(value);
                    to.WriteEndArray();
                }

                to.WriteEndArray();
            }

            if (IsText(message.Payload.Span)) to.WriteString("payload", message.Payload.Span);
            else to.WriteBase64String("payloadBase64", message.Payload.Span);
            to.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);
}
