using Busbar.Links.Mqtt.Client.Internal;
using Busbar.Links.Mqtt.Transport;
using Busbar.Links.Timing;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client;

/// <summary>How a connection begins and ends.</summary>
public sealed partial class MqttClient
{
    /// <summary>A PINGREQ goes this much before the keep-alive is over, or a quarter of it before, so that it is there in time (MQTT-3.1.2-20).</summary>
    private static readonly TimeSpan PingEarly = TimeSpan.FromSeconds(1);

    /// <summary>Connects, and takes the session up where it was.</summary>
    private async Task<ClientLink> OpenAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_state == MqttClientState.Ended) throw new OperationCanceledException("The client has ended.");
            _state = MqttClientState.Connecting;
        }

        // 3.1.1 has one flag for "begin anew" and "forget at the end": a connection that only begins anew is one of its own.
        if (_isFirst && _options is { CleanStart: true, Version: MqttVersion.V311 } && _options.SessionExpiry > TimeSpan.Zero)
            await ForgetSessionAsync(ct);

        var cleanStart = _options.Version == MqttVersion.V311 ? _options.SessionExpiry == TimeSpan.Zero : _isFirst && _options.CleanStart;
        var link = await ShakeHandsAsync(cleanStart, ct);
        lock (_gate)
        {
            if (_state == MqttClientState.Ended)
            {
                link.Cut("The client has ended.");
                throw new OperationCanceledException("The client has ended.");
            }

            Adopt(link);
        }

        _log.Connected(_options.Server, link.Terms.ClientId, link.Terms.SessionPresent);
        Tell(Connected, link.Terms);
        Flush(link);
        return link;
    }

    private async Task ForgetSessionAsync(CancellationToken ct)
    {
        var link = await ShakeHandsAsync(cleanStart: true, ct, _options with { Will = null });
        lock (_gate) MqttPacketWriter.Write(link.Output, link.Version, new DisconnectPacket());
        Flush(link);
        await link.Flushed;
        await link.CloseAsync();
    }

    /// <summary>CONNECT and its CONNACK within the deadline.</summary>
    private async Task<ClientLink> ShakeHandsAsync(bool cleanStart, CancellationToken ct, MqttClientOptions? instead = null)
    {
        using var deadline = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        ClientLink? link = null;
        try
        {
            link = new ClientLink(await _dial(either.Token), _options.Version, _gate, _time, _options.TopicAliasMaximum);
            using var cut = either.Token.UnsafeRegister(static l => ((ClientLink)l!).Cut("CONNACK took too long."), link);
            lock (_gate) MqttPacketWriter.Write(link.Output, _options.Version, MqttPackets.Connect(instead ?? _options, _clientId, cleanStart));
            Flush(link);
            var terms = await ReadConnAckAsync(link, cleanStart);
            lock (_gate) link.Accept(terms);
            return link;
        }
        catch (Exception e)
        {
            if (link is not null) await link.CloseAsync();
            ct.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested) throw new IOException($"{_options.Server} has not accepted the connection within {_options.ConnectTimeout.TotalSeconds:0.#} s ({nameof(MqttClientOptions.ConnectTimeout)}).", e);
            if (e is InvalidOperationException or OperationCanceledException) throw new IOException(link?.End?.Why ?? e.Message, e);
            throw;
        }
    }

    private async Task<MqttConnected> ReadConnAckAsync(ClientLink link, bool cleanStart)
    {
        var packets = MqttPacketReader.Rent();
        try
        {
            while (true)
            {
                var result = await link.Line.Pipe.Input.ReadAsync();
                var buffer = result.Buffer;
                var status = packets.TryRead(ref buffer, _options.Version, MqttRole.Server, _options.MaxPacketBytes);
                if (status == MqttReadStatus.Packet)
                {
                    var terms = Judge(packets, cleanStart);
                    link.Line.Pipe.Input.AdvanceTo(buffer.Start);
                    return terms;
                }

                link.Line.Pipe.Input.AdvanceTo(buffer.Start, buffer.End);
                if (status == MqttReadStatus.Fault) throw new IOException($"{_options.Server} did not answer with CONNACK: {packets.Fault.Text}");
                if (result.IsCompleted || result.IsCanceled) throw new IOException(link.End?.Why ?? $"{_options.Server} closed the connection instead of answering CONNECT.");
            }
        }
        finally
        {
            packets.Return();
        }
    }

    private MqttConnected Judge(MqttPacketReader packets, bool cleanStart)
    {
        if (packets.Type != MqttPacketType.ConnAck) throw new IOException($"{_options.Server} answered CONNECT with {packets.Type} (MQTT-3.2.0-1).");
        var packet = packets.ConnAck;
        if (packet.Code != MqttReasonCode.Success)
        {
            var reason = MqttPackets.Text(packet.ReasonString);
            var elsewhere = MqttPackets.Text(packet.ServerReference);
            throw new MqttClientException(
                $"{_options.Server} refused the connection with {packet.Code} (0x{(byte)packet.Code:X2}){(reason is null ? "" : $": {reason}")}{(elsewhere is null ? "" : $"; it names another server: {elsewhere}")}",
                packet.Code);
        }

        // Nothing of a session is left here, so there must be none there (MQTT-3.2.2-4).
        if (cleanStart && packet.SessionPresent) throw new IOException($"{_options.Server} says that it goes on with a session, which it was asked to forget (MQTT-3.2.2-4).");
        return MqttPackets.Connected(packet, _options, _clientId);
    }

    /// <summary>Makes it the client's connection: repeats, subscribes and sends what was waiting.</summary>
    private void Adopt(ClientLink link)
    {
        (_link, _clientId, _state, _isFirst) = (link, link.Terms.ClientId, MqttClientState.Connected, false);
        _connections++;
        ResumePublications(link);
        ResumeReceiving(link);
        ResumeSubscriptions(link);
        SendWaiting(link);
        if (link.Terms.KeepAlive <= TimeSpan.Zero) return;
        var early = link.Terms.KeepAlive / 4 < PingEarly ? link.Terms.KeepAlive / 4 : PingEarly;
        var interval = link.Terms.KeepAlive - early;
        link.Watch = new KeepAlive(this, link, interval);
        DeadlineWheel.For(_time).Schedule(link.Watch, interval);
    }

    private void Leave(ClientLink link)
    {
        if (link.Watch is { } watch) DeadlineWheel.For(_time).Cancel(watch);
        if (!ReferenceEquals(_link, link)) return;
        _link = null;
        _acknowledgements.Clear();
        LeaveSubscriptions();
        if (_state == MqttClientState.Connected) _state = MqttClientState.Waiting;
    }
}
