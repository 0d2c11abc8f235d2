using System.Globalization;
using System.Text.Unicode;

namespace Busbar.Lab.Swarms;

/// <summary>What the stations that misbehave do in place of sessions; each kind has its own rhythm.</summary>
internal sealed partial class SwarmStation
{
    private const int OversizeBytes = 10 * 1024 * 1024;
    private const int FloodBurst = 50;
    private const int OfflineBurst = 200;

    private static readonly Lazy<ReadOnlyMemory<byte>> Oversize = new(MakeOversize);

    private byte[]? _late;
    private int _bursts;
    private bool _isStuck;

    /// <summary>Whether it leaves the script once it is booted; the others only write differently.</summary>
    private bool HasOwnRhythm => _misbehaviour is not (Misbehaviour.None or Misbehaviour.NumericIds or Misbehaviour.DuplicateIds or Misbehaviour.ClockSkew or Misbehaviour.NoZoneDates);

    private bool WaitsForAnswers => !_isBooted || !HasOwnRhythm;

    private TimeSpan ReconnectDelay() => _misbehaviour switch
    {
        Misbehaviour.ReconnectStorm => TimeSpan.FromMilliseconds(50),
        Misbehaviour.OfflineBursts => Between(20, 40),
        _ => Between(1, 5),
    };

    private void Misbehave()
    {
        switch (_misbehaviour)
        {
            case Misbehaviour.Flood:
                for (var i = 0; i < FloodBurst && _unsent.IsEmpty; i++) SendReading();
                Wait(TimeSpan.FromMilliseconds(100));
                break;
            case Misbehaviour.Garbage:
                SendText("this is <not> JSON \u0001"u8);
                Wait(TimeSpan.FromSeconds(2));
                break;
            case Misbehaviour.Oversize:
                if (_unsent.IsEmpty) _unsent = Oversize.Value;
                Wait(Push() ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(100));
                break;
            case Misbehaviour.HalfFrame:
                SendHalfFrame();
                Wait(TimeSpan.FromMinutes(5));
                break;
            case Misbehaviour.NeverReads:
                for (var i = 0; i < FloodBurst && _unsent.IsEmpty; i++) SendHeartbeat();
                Wait(TimeSpan.FromMilliseconds(200));
                break;
            case Misbehaviour.ReconnectStorm:
                Abandon();
                break;
            case Misbehaviour.UnknownAction:
                SendOddCall("MakeCoffee", "{}");
                Wait(TimeSpan.FromSeconds(2));
                break;
            case Misbehaviour.WrongTypes:
                SendOddCall("MeterValues", """{"connectorId":"one","meterValue":[{"timestamp":17,"sampledValue":{"value":[]}}]}""");
                Wait(TimeSpan.FromSeconds(2));
                break;
            case Misbehaviour.LateReplies:
                Reply(_late ?? "never-asked"u8, """{"status":"Accepted"}"""u8);
                _late = null;
                Wait(TimeSpan.FromSeconds(60));
                break;
            case Misbehaviour.OfflineBursts:
                if (_bursts++ % 2 == 0)
                {
                    for (var i = 0; i < OfflineBurst && _unsent.IsEmpty; i++) SendReading();
                    Wait(Between(5, 15));
                }
                else
                {
                    Leave();
                }

                break;
        }
    }

    private void SendReading()
    {
        Utf8.TryWrite(Scratch()[PayloadAt..], CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"MeterValues",{"connectorId":1,"meterValue":[{"timestamp":{{Clock()}},"sampledValue":[{"value":"{{_random.Next(32)}}","measurand":"Current.Import","unit":"A"}]}]}]""", out var written);
        SendUnanswered(written);
    }

    private void SendHeartbeat()
    {
        Utf8.TryWrite(Scratch()[PayloadAt..], CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"Heartbeat",{}]""", out var written);
        SendUnanswered(written);
    }

    private void SendOddCall(string action, string payload)
    {
        Utf8.TryWrite(Scratch()[PayloadAt..], CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"{{action}}",{{payload}}]""", out var written);
        SendUnanswered(written);
        _isAwaiting = true;
        _sentAt = _swarm.Time.GetTimestamp();
    }

    private void SendUnanswered(int payloadBytes)
    {
        var begin = SwarmFrames.Finish(Scratch(), PayloadAt, payloadBytes);
        _swarm.Statistics.Send();
        Send(Scratch()[begin..(PayloadAt + payloadBytes)]);
    }

    private void SendText(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Scratch()[PayloadAt..]);
        var begin = SwarmFrames.Finish(Scratch(), PayloadAt, text.Length);
        Send(Scratch()[begin..(PayloadAt + text.Length)]);
    }

    private void SendHalfFrame()
    {
        Utf8.TryWrite(Scratch()[PayloadAt..], CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"Heartbeat",{}]""", out var written);
        var begin = SwarmFrames.Finish(Scratch(), PayloadAt, written);
        Send(Scratch()[begin..(PayloadAt + (written / 2))]);
        _isStuck = true;
    }

    /// <summary>Leaves the connection open, without a word; its loop sees that it is alone and opens the next.</summary>
    private void Abandon()
    {
        _socket = null;
        _swarm.Statistics.Connect(-1);
        _swarm.Statistics.Boot(-1);
        _isUpgraded = false;
        Volatile.Write(ref _isBooted, false);
    }

    private static ReadOnlyMemory<byte> MakeOversize()
    {
        var frame = new byte[SwarmFrames.MaxHeader + OversizeBytes];
        var text = frame.AsSpan(SwarmFrames.MaxHeader);
        text.Fill((byte)'x');
        "[2,\"1\",\"DataTransfer\",{\"vendorId\":\"x\",\"data\":\""u8.CopyTo(text);
        "\"}]"u8.CopyTo(text[^3..]);
        var begin = SwarmFrames.Finish(frame, SwarmFrames.MaxHeader, OversizeBytes);
        return frame.AsMemory(begin);
    }
}
