using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>A packet as it came, and readings of it.</summary>
internal sealed record RawPacket(byte First, byte[] Body, int Version)
{
    public byte Type => (byte)(First & 0xF0);

    /// <summary>Bytes of the whole packet.</summary>
    public int Size => 1 + Raw.VarInt(Body.Length).Length + Body.Length;

    public RawPublish Publish()
    {
        Assert.Equal(0x30, Type);
        var at = 0;
        var topic = RawProperties.TakeText(Body, ref at);
        var qos = (First >> 1) & 3;
        var id = qos > 0 ? RawProperties.TakeU16(Body, ref at) : 0;
        var properties = Version >= 5 ? RawProperties.Take(Body, ref at) : RawProperties.None;
        return new(topic, Encoding.UTF8.GetString(Body.AsSpan(at)), qos, id, (First & 1) != 0, (First & 8) != 0, properties) { Size = Size };
    }

    /// <summary>CONNACK: flags and code.</summary>
    public RawConnAck ConnAck()
    {
        Assert.Equal(Raw.ConnAck, First);
        var at = 2;
        return new(Body[0], Body[1], Version >= 5 && Body.Length > 2 ? RawProperties.Take(Body, ref at) : RawProperties.None) { Size = Size };
    }

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP.</summary>
    public RawAck Ack()
    {
        var at = 3;
        return new(First, BinaryPrimitives.ReadUInt16BigEndian(Body), [Body.Length > 2 ? Body[2] : (byte)0], Body.Length > 3 ? RawProperties.Take(Body, ref at) : RawProperties.None);
    }

    /// <summary>SUBACK, UNSUBACK.</summary>
    public RawAck Codes()
    {
        var at = 2;
        var properties = Version >= 5 ? RawProperties.Take(Body, ref at) : RawProperties.None;
        return new(First, BinaryPrimitives.ReadUInt16BigEndian(Body), Body[at..], properties);
    }

    /// <summary>DISCONNECT, AUTH: the code alone; 0 when it is left out.</summary>
    public byte Code => Body.Length > 0 ? Body[0] : (byte)0;

    /// <summary>DISCONNECT, AUTH: the properties.</summary>
    public RawProperties CodeProperties()
    {
        var at = 1;
        return Body.Length > 1 ? RawProperties.Take(Body, ref at) : RawProperties.None;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First:X2} ({Body.Length}) {Convert.ToHexString(Body.AsSpan(0, Math.Min(64, Body.Length)))}");
}

internal sealed record RawPublish(string Topic, string Payload, int Qos, int Id, bool Retain, bool Dup, RawProperties Properties)
{
    public int Size { get; init; }
}

internal sealed record RawConnAck(byte Flags, byte Code, RawProperties Properties)
{
    public int Size { get; init; }

    public bool SessionPresent => (Flags & 1) != 0;
}

internal sealed record RawAck(byte First, int Id, byte[] Codes, RawProperties Properties)
{
    public byte Code => Assert.Single(Codes);
}
