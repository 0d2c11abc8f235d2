using System.Buffers;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>The read loop and what each packet does.</summary>
internal sealed partial class BrokerConnection
{
    private static readonly TimeSpan LongestRateWait = TimeSpan.FromSeconds(1);

    /// <summary>Whatever else is wrong with it: the codes of a refused CONNECT do not fit the DISCONNECT that answers a second one.</summary>
    private static readonly MqttFault SecondConnect = new(MqttReasonCode.ProtocolError, "A second CONNECT.", "MQTT-3.1.0-2");

    private TaskCompletionSource? _outboxRoom;
    private TimeSpan _rateWait;

    private async Task ReadAsync()
    {
        var input = _pipe.Input;
        while (!Volatile.Read(ref _closing))
        {
            _watch.ReadingBegan();
            var result = await input.ReadAsync();
            _watch.ReadingEnded();
            var buffer = result.Buffer;
            var length = buffer.Length;
            try
            {
                Handle(ref buffer);
            }
            finally
            {
                BytesReceived += length - buffer.Length;
                input.AdvanceTo(buffer.Start, _rateWait > TimeSpan.Zero ? buffer.Start : buffer.End);
            }

            if ((result.IsCompleted || result.IsCanceled) && _rateWait == TimeSpan.Zero) return;
            if (_rateWait > TimeSpan.Zero || _acks.IsFull || Outbox.Pending > _core.Options.MaxOutboxBytes) await PauseAsync();
        }
    }

    /// <summary>Handles every whole packet that is here; what came of it leaves before this returns, or as soon as the transport has room.</summary>
    private void Handle(ref ReadOnlySequence<byte> buffer)
    {
        var reader = MqttPacketReader.Rent();
        using var scope = FlushScope.Enter();
        try
        {
            lock (_batch)
            {
                while (!_givenUp && !_closing && _rateWait == TimeSpan.Zero && !buffer.IsEmpty)
                {
                    var status = reader.TryRead(ref buffer, Version, MqttRole.Client, _core.Options.MaxPacketBytes);
                    if (status == MqttReadStatus.NeedMore) return;
                    if (status == MqttReadStatus.Fault)
                    {
                        Fail(reader.Type == MqttPacketType.Connect ? SecondConnect : reader.Fault);
                        return;
                    }

                    PacketsReceived++;
                    On(reader);
                }
            }
        }
        finally
        {
            reader.Return();
        }
    }

    private void On(MqttPacketReader reader)
    {
        switch (reader.Type)
        {
            case MqttPacketType.Publish: OnPublish(reader.Publish); break;
            case MqttPacketType.PubAck: Session!.OnPubAck(reader.PubAck.PacketId); break;
            case MqttPacketType.PubRec: OnPubRec(reader.PubRec.PacketId, reader.PubRec.Code); break;
            case MqttPacketType.PubRel: OnPubRel(reader.PubRel.PacketId); break;
            case MqttPacketType.PubComp: Session!.OnPubComp(reader.PubComp.PacketId); break;
            case MqttPacketType.Subscribe: OnSubscribe(reader.Subscribe); break;
            case MqttPacketType.Unsubscribe: OnUnsubscribe(reader.Unsubscribe); break;
            case MqttPacketType.PingReq: Outbox.AppendPingResp(); break;
            case MqttPacketType.Disconnect: OnDisconnect(reader.Disconnect); break;
            case MqttPacketType.Connect: Fail(SecondConnect); break;
            default: Fail(new MqttFault(MqttReasonCode.ProtocolError, $"{reader.Type} without enhanced authentication under way.", "4.12")); break;
        }
    }

    /// <summary>The client broke the standard: it is told, in 5.0, and closed.</summary>
    private void Fail(in MqttFault fault)
    {
        _core.Metrics.Faulted(fault.Code);
        _core.Log.ClientFault(Name, fault.Code, fault.Text, fault.Clause);
        Close(fault.Code, fault.Text);
    }

    private void OnDisconnect(DisconnectPacket packet)
    {
        if (packet.SessionExpiryS is { } asked)
        {
            if (Session!.ExpiryS == 0 && asked > 0)
            {
                Fail(new MqttFault(MqttReasonCode.ProtocolError, $"DISCONNECT has a session expiry of {asked} s, but CONNECT had none; 0 is allowed.", "3.14.2.2.2"));
                return;
            }

            Session.ChangeExpiry(Math.Min(asked, _core.MaxSessionExpiryS));
        }

        _keepsWill = packet.Code == MqttReasonCode.DisconnectWithWillMessage;
        NoteEnd(packet.Code == MqttReasonCode.Success ? "The client disconnected." : $"The client disconnected: {packet.Code}.");
        Volatile.Write(ref _closing, true);
        Outbox.Finish();
    }

    /// <summary>Above its rate, while as many answers wait for the store as may, or while the client does not read what it was sent: the client is not read.</summary>
    private async Task PauseAsync()
    {
        if (_rateWait > TimeSpan.Zero)
        {
            _core.Metrics.Throttled();
            await Task.Delay(_rateWait < LongestRateWait ? _rateWait : LongestRateWait, _core.Time);
            _rateWait = TimeSpan.Zero;
        }

        if (_acks.IsFull) await _acks.RoomAsync();
        while (Outbox.Pending > _core.Options.MaxOutboxBytes && !Volatile.Read(ref _closing))
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _outboxRoom, room);
            if (Outbox.Pending > _core.Options.MaxOutboxBytes && !Volatile.Read(ref _closing)) await room.Task;
        }
    }

    /// <summary>A reader that pauses looks again.</summary>
    private void Wake()
    {
        Volatile.Read(ref _outboxRoom)?.TrySetResult();
        _acks.Wake();
    }
}
