using System.Buffers;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Byte vectors, made by hand from the layout of the standards, read and written back.</summary>
public class MqttVectorTests
{
    [Theory]
    [InlineData("10 10 0004 4D515454 04 02 003C 0004 61626364", MqttVersion.V311, MqttRole.Client, MqttPacketType.Connect)]
    [InlineData("10 16 0004 4D515454 05 02 003C 05 11 00000E10 0004 61626364", MqttVersion.V50, MqttRole.Client, MqttPacketType.Connect)]
    [InlineData("30 07 0003 612F62 6869", MqttVersion.V311, MqttRole.Client, MqttPacketType.Publish)]
    [InlineData("32 0C 0003 612F62 0001 02 01 01 6869", MqttVersion.V50, MqttRole.Client, MqttPacketType.Publish)]
    [InlineData("82 08 0001 0003 612F62 01", MqttVersion.V311, MqttRole.Client, MqttPacketType.Subscribe)]
    [InlineData("82 0B 0001 02 0B 07 0003 612F62 2D", MqttVersion.V50, MqttRole.Client, MqttPacketType.Subscribe)]
    [InlineData("90 03 0001 80", MqttVersion.V311, MqttRole.Server, MqttPacketType.SubAck)]
    [InlineData("E0 00", MqttVersion.V50, MqttRole.Client, MqttPacketType.Disconnect)]
    [InlineData("40 02 0007", MqttVersion.V50, MqttRole.Client, MqttPacketType.PubAck)]
    public void A_packet_is_read_and_written_back_byte_for_byte(string hex, MqttVersion version, MqttRole sender, MqttPacketType type)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var reader = MqttPacketReader.Rent();
        var input = new ReadOnlySequence<byte>(bytes);
        var status = reader.TryRead(ref input, version, sender, 1000);
        Assert.True(status == MqttReadStatus.Packet, $"{reader.Fault}");
        Assert.Equal(type, reader.Type);
        Assert.True(input.IsEmpty);
        var writer = new ArrayBufferWriter<byte>();
        var written = type switch
        {
            MqttPacketType.Connect => MqttPacketWriter.Write(writer, version, reader.Connect),
            MqttPacketType.Publish => MqttPacketWriter.Write(writer, version, reader.Publish),
            MqttPacketType.Subscribe => MqttPacketWriter.Write(writer, version, reader.Subscribe),
            MqttPacketType.SubAck => MqttPacketWriter.Write(writer, version, reader.SubAck),
            MqttPacketType.PubAck => MqttPacketWriter.Write(writer, version, reader.PubAck),
            _ => MqttPacketWriter.Write(writer, version, reader.Disconnect),
        };
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(writer.WrittenSpan));
        Assert.Equal(bytes.Length, written);
        reader.Return();
    }
}
