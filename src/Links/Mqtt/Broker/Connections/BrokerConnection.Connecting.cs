using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Links.Mqtt.Transport;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>From the first byte to CONNACK (3.1, 3.2).</summary>
internal sealed partial class BrokerConnection
{
    /// <summary>Connections beyond the limit that are still told why; those beyond that are cut.</summary>
    private const int ToldOverLimit = 256;

    private const int AssignedIdBytes = 10;

    /// <summary>A client with a longer identifier is given no response topic: with what it adds, that could be longer than a topic may be.</summary>
    private const int LongestIdInResponse = 10_000;

    private readonly record struct Refusal(MqttReasonCode Code, string Why);

    /// <summary>Finds out what the connection carries; false when that is not MQTT.</summary>
    private async ValueTask<bool> OpenAsync()
    {
        if (_core.Connections.Count > _core.Options.MaxConnections + ToldOverLimit)
        {
            _core.Metrics.Refused(MqttReasonCode.ServerBusy);
            Abort($"{_core.Options.MaxConnections} connections are open; no more are taken.");
            return false;
        }

        if (_origin.Sniffs)
        {
            var (pipe, why) = await MqttTransport.AcceptAsync(_pipe, _core.SocketOptions, _core.Time, _origin.Abort);
            if (pipe is null)
            {
                _lingers = true;
                Outbox.Open(_pipe.Output);
                Outbox.Finish();
                _watch.ClosingBegan();
                NoteRefused(MqttReasonCode.ProtocolError, why!);
                return false;
            }

            _pipe = pipe;
        }

        Outbox.Open(_pipe.Output);
        return true;
    }

    /// <summary>Waits for CONNECT and answers it; false when there will be no session.</summary>
    private async ValueTask<bool> AdmitAsync(int fromAddress)
    {
        if (await ReadConnectAsync() is not { } connect) return false;
        Version = connect.Version;
        if (OverLimit(fromAddress) is { } over) return Refuse(over);
        if (connect.HasAuthenticationMethod)
            return Refuse(new Refusal(MqttReasonCode.BadAuthenticationMethod, "Authentication Method is not served; user name and password, or a certificate, are."));
        var clientId = connect.ClientId.Length == 0 ? "auto-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AssignedIdBytes)) : connect.ClientId;
        if (await AuthenticateAsync(clientId, connect) is { } unknown) return Refuse(unknown);
        if (CheckWill(connect) is { } badWill) return Refuse(badWill);
        return Enter(clientId, connect);
    }

    /// <summary>The CONNECT, copied out of the input; null when there is none to answer.</summary>
    private async ValueTask<ConnectCopy?> ReadConnectAsync()
    {
        while (true)
        {
            var result = await _pipe.Input.ReadAsync();
            var buffer = result.Buffer;
            var before = buffer.Length;
            var reader = MqttPacketReader.Rent();
            var status = MqttReadStatus.NeedMore;
            try
            {
                status = reader.TryRead(ref buffer, MqttVersion.V311, MqttRole.Client, _core.Options.MaxPacketBytes);
                switch (status)
                {
                    case MqttReadStatus.Packet when reader.Type == MqttPacketType.Connect:
                        BytesReceived = before - buffer.Length;
                        PacketsReceived = 1;
                        return new ConnectCopy(reader.Connect);
                    case MqttReadStatus.Packet:
                        NoteRefused(MqttReasonCode.ProtocolError, $"The first packet is {reader.Type}; it must be CONNECT.");
                        return null;
                    case MqttReadStatus.Fault:
                        Refuse(reader.Type == MqttPacketType.Connect ? reader.AnswerVersion : null, reader.Fault);
                        return null;
                }
            }
            finally
            {
                reader.Return();
                _pipe.Input.AdvanceTo(buffer.Start, status == MqttReadStatus.NeedMore ? buffer.End : buffer.Start);
            }

            if (!result.IsCompleted && !result.IsCanceled) continue;
            NoteEnd("It ended without a CONNECT.");
            return null;
        }
    }

    private Refusal? OverLimit(int fromAddress)
    {
        if (_core.IsStopping) return new Refusal(MqttReasonCode.ServerUnavailable, "The server is stopping.");
        if (_core.Connections.Count > _core.Options.MaxConnections)
            return new Refusal(MqttReasonCode.ServerBusy, $"{_core.Options.MaxConnections} connections are open; no more are taken.");
        if (_core.Options.MaxConnectionsPerAddress > 0 && fromAddress > _core.Options.MaxConnectionsPerAddress)
            return new Refusal(MqttReasonCode.QuotaExceeded, $"{_core.Options.MaxConnectionsPerAddress} connections from {Remote} are open; no more are taken.");
        return null;
    }

    private async ValueTask<Refusal?> AuthenticateAsync(string clientId, ConnectCopy connect)
    {
        if (_origin.Trusted)
        {
            _identity = new MqttIdentity("busbar", clientId);
            return null;
        }

        using var deadline = new CancellationTokenSource(_core.Options.ConnectTimeout, _core.Time);
        try
        {
            var decision = await _core.Access.AuthenticateAsync(
                new MqttCredentials(clientId, connect.UserName, connect.Password, _origin.Certificate, Remote), deadline.Token);
            if (decision.Identity is { } identity)
            {
                _identity = identity;
                return null;
            }

            return new Refusal(connect.UserName is null ? MqttReasonCode.NotAuthorized : MqttReasonCode.BadUserNameOrPassword, decision.Refusal ?? "It is not known here.");
        }
        catch (OperationCanceledException)
        {
            return new Refusal(MqttReasonCode.ServerUnavailable, "Whether it may connect was not decided in time.");
        }
        catch (Exception e)
        {
            _core.Log.AccessFailed(clientId, e);
            return new Refusal(MqttReasonCode.ServerUnavailable, "Whether it may connect cannot be decided now.");
        }
    }

    private Refusal? CheckWill(ConnectCopy connect)
    {
        if (connect.WillTopic is not { } topic || MayPublish(topic)) return null;
        return new Refusal(MqttReasonCode.NotAuthorized, $"Its will has the topic {Encoding.UTF8.GetString(topic)}, to which it may not publish.");
    }

    private bool Enter(string clientId, ConnectCopy connect)
    {
        var options = _core.Options;
        var maxExpiryS = _core.MaxSessionExpiryS;
        var expiryS = connect.Version == MqttVersion.V50 ? Math.Min(connect.SessionExpiryS, maxExpiryS) : connect.CleanStart ? 0 : maxExpiryS;
        KeepAliveS = connect.KeepAliveS;
        var maxKeepAliveS = (ushort)options.MaxKeepAlive.TotalSeconds;
        if (connect.Version == MqttVersion.V50 && maxKeepAliveS > 0 && (KeepAliveS == 0 || KeepAliveS > maxKeepAliveS)) KeepAliveS = maxKeepAliveS;
        SetTerms(connect);
        var answer = new ConnAckPacket { TopicAliasMaximum = (ushort)options.TopicAliasMaximum, ReceiveMaximum = (ushort)options.ReceiveMaximum };
        answer.MaximumPacketSize = (uint)options.MaxPacketBytes;
        if (expiryS != connect.SessionExpiryS) answer.SessionExpiryS = expiryS;
        if (connect.ClientId.Length == 0) answer.AssignedClientId = Encoding.UTF8.GetBytes(clientId);
        if (KeepAliveS != connect.KeepAliveS) answer.ServerKeepAliveS = KeepAliveS;
        if (connect.WantsResponseInformation && clientId.Length <= LongestIdInResponse) answer.ResponseInformation = Encoding.UTF8.GetBytes($"$response/{clientId}/");
        if (MqttPacketWriter.Size(Version, answer) > _maxPacketBytes)
            return Refuse(new Refusal(MqttReasonCode.PacketTooLarge, $"CONNACK has {MqttPacketWriter.Size(Version, answer)} bytes, more than its Maximum Packet Size of {_maxPacketBytes}."));
        var entrance = _core.Sessions.Enter(this, new ConnectRequest(clientId, _identity, connect.Version, connect.CleanStart, expiryS, connect.WillOf(clientId, _core.NextStoreId())));
        if (entrance.Session is not { } session)
            return Refuse(new Refusal(entrance.Refusal, entrance.Refusal == MqttReasonCode.NotAuthorized ? "Its client identifier belongs to another." : "There are too many sessions."));

        Session = session;
        using var scope = FlushScope.Enter();
        answer.SessionPresent = entrance.Present;
        _core.Log.Connected(clientId, RemoteEndPoint, _identity.Name, Version, expiryS, entrance.Present);
        _core.Metrics.Connected(Version);
        _watch.Connected();
        var packet = new ArrayBufferWriter<byte>(64);
        MqttPacketWriter.Write(packet, Version, answer);
        return _admitted = session.GoOnline(this, packet.WrittenSpan);
    }

    private void SetTerms(ConnectCopy connect)
    {
        Window = Math.Min(_core.Options.MaxInFlight, connect.ReceiveMaximum);
        _maxPacketBytes = connect.MaximumPacketSize is { } most and < int.MaxValue ? (int)most : int.MaxValue;
        _tellsWhy = connect.WantsProblemInformation;
        var aliases = Math.Min(_core.Options.TopicAliasMaximum, connect.TopicAliasMaximum);
        if (aliases > 0) _aliasesOut = new OutgoingAliases(aliases);
    }

    private bool Refuse(in Refusal refusal)
    {
        Refuse(Version, new MqttFault(refusal.Code, refusal.Why, ""));
        return false;
    }

    /// <summary>Answers a CONNECT that is not accepted, in the version that its sender understands; null does not answer.</summary>
    private void Refuse(MqttVersion? version, in MqttFault fault)
    {
        NoteRefused(fault.Code, fault.Text);
        var told = version == MqttVersion.V50 || MqttReturnCodes.TryToReturnCode(fault.Code, out _);
        if (version is { } answerIn && told)
        {
            var answer = new ConnAckPacket { Code = fault.Code };
            var packet = new ArrayBufferWriter<byte>(64);
            MqttPacketWriter.Write(packet, answerIn, answer);
            if (packet.WrittenCount <= _maxPacketBytes) Outbox.Append(packet.WrittenSpan);
        }

        Close(fault.Code, fault.Text);
    }

    private void NoteRefused(MqttReasonCode code, string why)
    {
        NoteEnd(why);
        _core.Metrics.Refused(code);
        _core.Log.Refused(RemoteEndPoint, code, why);
    }
}
