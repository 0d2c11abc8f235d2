using System.IO.Pipelines;
using Busbar.Links.WebSockets;
using Busbar.Links.WebSockets.Handshake;

namespace Busbar.Links.Mqtt.Transport;

/// <summary>What a connection that was accepted carries, told by its first byte: MQTT as it is, or MQTT over WebSocket (6), on the same port. Thread safe.</summary>
internal static class MqttTransport
{
    /// <summary>First byte of a CONNECT (3.1.1).</summary>
    private const byte Connect = 0x10;

    /// <summary>First byte of TLS: a handshake record (RFC 8446, 5.1).</summary>
    private const byte TlsHandshake = 0x16;

    /// <summary>Sub-protocols that are served, the standard's first (6.0.0-3); the other one is what clients of 3.1 offered and some still do.</summary>
    private static readonly string[] SubProtocols = ["mqtt", "mqttv3.1"];

    /// <summary>
    /// Waits for the first byte. The pipe that carries MQTT, or why there is none; whoever asked for a WebSocket and gets none has been answered then.
    /// Deadline: abort the transport.
    /// </summary>
    /// <param name="transport">The connection, of which nothing has been read.</param>
    /// <param name="options">Limits of a WebSocket.</param>
    /// <param name="time">Clock of its deadlines.</param>
    /// <param name="abort">Cuts the connection at once, from any thread.</param>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<(IDuplexPipe? Pipe, string? Why)> AcceptAsync(IDuplexPipe transport, WebSocketOptions options, TimeProvider time, Action abort)
    {
        var result = await transport.Input.ReadAsync();
        if (result.Buffer.IsEmpty) return (null, "It ended without a byte.");
        var first = result.Buffer.FirstSpan[0];
        transport.Input.AdvanceTo(result.Buffer.Start);
        return first switch
        {
            Connect => (transport, null),
            (byte)'G' => await UpgradeAsync(transport, options, time, abort),
            TlsHandshake => (null, "It speaks TLS; this port does not. The TLS port is another one (Mqtt:TlsPort), or has no certificate (Mqtt:CertificateFile)."),
            _ => (null, $"Its first byte is 0x{first:X2}; CONNECT begins with 0x10, WebSocket with GET."),
        };
    }

    private static async ValueTask<(IDuplexPipe? Pipe, string? Why)> UpgradeAsync(IDuplexPipe transport, WebSocketOptions options, TimeProvider time, Action abort)
    {
        var (request, rejection) = await ServerHandshake.ReadAsync(transport.Input);
        string? chosen = null;
        if (request is not null && rejection is null)
        {
            chosen = Array.Find(SubProtocols, one => request.SubProtocols.Contains(one, StringComparer.OrdinalIgnoreCase));
            if (chosen is null && request.SubProtocols.Count > 0)
                rejection = new UpgradeRejection(400, $"The sub-protocol \"{request.SubProtocols[0]}\" is not served; mqtt is.");
        }

        if (rejection is not null)
        {
            await ServerHandshake.RejectAsync(transport.Output, rejection);
            return (null, $"WebSocket refused with {rejection.Status}: {rejection.Text}");
        }

        ServerHandshake.Accept(transport.Output, request!, chosen);
        return (new WebSocketPipe(new WebSocketConnection(transport, WebSocketRole.Server, options, time, chosen, abort)), null);
    }
}
