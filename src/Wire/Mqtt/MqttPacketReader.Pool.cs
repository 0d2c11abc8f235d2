using System.Buffers;

namespace Busbar.Wire.Mqtt;

/// <summary>The pool of readers.</summary>
public sealed partial class MqttPacketReader
{
    private const int MaxPooled = 16;

    /// <summary>A scratch buffer above this size goes back to the array pool with its reader.</summary>
    private const int MaxKeptScratchBytes = 16 * 1024;

    private static readonly MqttPacketReader?[] Pool = new MqttPacketReader?[MaxPooled];

    [ThreadStatic]
    private static MqttPacketReader? _own;

    /// <summary>A reader for a batch of packets: one that was returned, else a new one. Any thread.</summary>
    public static MqttPacketReader Rent()
    {
        if (_own is { } own)
        {
            _own = null;
            return own;
        }

        for (var i = 0; i < Pool.Length; i++)
            if (Pool[i] is not null && Interlocked.Exchange(ref Pool[i], null) is { } pooled) return pooled;
        return new MqttPacketReader();
    }

    /// <summary>Gives the reader back, any thread; neither it nor its records may be used afterwards. It keeps no reference to what it has read.</summary>
    public void Return()
    {
        Forget();
        if (_scratch.Length > MaxKeptScratchBytes) ReturnScratch();
        if (_own is null)
        {
            _own = this;
            return;
        }

        for (var i = 0; i < Pool.Length; i++)
            if (Pool[i] is null && Interlocked.CompareExchange(ref Pool[i], this, null) is null) return;
        ReturnScratch();
    }

    private void Forget()
    {
        Type = MqttPacketType.None;
        Fault = default;
        AnswerVersion = null;
        for (var left = _touched; left != 0; left &= left - 1) Clear((MqttPacketType)System.Numerics.BitOperations.TrailingZeroCount(left));
        _touched = 0;
    }

    private void Clear(MqttPacketType type)
    {
        switch (type)
        {
            case MqttPacketType.Connect:
                Connect.Clear();
                _will.Clear();
                break;
            case MqttPacketType.ConnAck: ConnAck.Clear(); break;
            case MqttPacketType.Publish: Publish.Clear(); break;
            case MqttPacketType.PubAck: PubAck.Clear(); break;
            case MqttPacketType.PubRec: PubRec.Clear(); break;
            case MqttPacketType.PubRel: PubRel.Clear(); break;
            case MqttPacketType.PubComp: PubComp.Clear(); break;
            case MqttPacketType.Subscribe: Subscribe.Clear(); break;
            case MqttPacketType.SubAck: SubAck.Clear(); break;
            case MqttPacketType.Unsubscribe: Unsubscribe.Clear(); break;
            case MqttPacketType.UnsubAck: UnsubAck.Clear(); break;
            case MqttPacketType.Disconnect: Disconnect.Clear(); break;
            case MqttPacketType.Auth: Auth.Clear(); break;
        }
    }

    private void ReturnScratch()
    {
        if (_scratch.Length != 0) ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
    }
}
