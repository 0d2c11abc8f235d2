using Busbar.Links.Can;

namespace Busbar.Links.Tests.Can;

public sealed class CanBusesTests
{
    [Theory]
    [InlineData("", "memory:NAME")]
    [InlineData("lab", "memory:NAME")]
    [InlineData(":lab", "memory:NAME")]
    [InlineData("memory:", "names no bus")]
    [InlineData("memory:?rate=1", "names no bus")]
    [InlineData("memory:x?rate", "'rate'")]
    [InlineData("memory:x?rate=1&rate=2", "'rate=2'")]
    [InlineData("memory:x?rate=-1", "rate=-1")]
    [InlineData("memory:x?speed=1", "speed")]
    [InlineData("socketcan:no-such-can0", "no-such-can0")]
    [InlineData("socketcan:a/b", "'a/b'")]
    [InlineData("socketcan:can0?bitrate=125000", "ip link set can0 up type can bitrate")]
    [InlineData("slcan:ttyUSB0", "'ttyUSB0'")]
    [InlineData("slcan:/dev/ttyUSB0?bitrate=123456", "10000, 20000, 50000, 100000, 125000, 250000, 500000, 750000, 1000000")]
    [InlineData("slcan:/dev/ttyUSB0?baud=1200", "baud=1200")]
    [InlineData("slcan:/dev/ttyUSB0?ack=2", "ack=2")]
    [InlineData("slcan:/dev/ttyUSB0?rate=2", "bitrate, baud, ack")]
    [InlineData("carrier-pigeon:1", "'carrier-pigeon'")]
    [InlineData("udp:239.74.163.2:99999", "GROUP:PORT")]
    [InlineData("udp:localhost:43113", "GROUP:PORT")]
    [InlineData("udp:192.0.2.1:43113", "not a multicast group")]
    [InlineData("udp:[::1]:43113", "not a multicast group")]
    [InlineData("udp:239.74.163.2:43113?ttl=256", "ttl=256")]
    [InlineData("udp:239.74.163.2:43113?rcvbuf=1", "rcvbuf=1")]
    [InlineData("udp:239.74.163.2:43113?interface=nosuch0", "interface=nosuch0")]
    [InlineData("udp:239.74.163.2:43113?nodelay=1", "nodelay")]
    public void An_address_that_cannot_be_opened_is_refused_with_what_is_wrong(string address, string named)
    {
        var error = Assert.Throws<CanBusException>(() => CanBuses.Open(address));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        if (!address.Contains("no-such", StringComparison.Ordinal) && !address.Contains("nosuch", StringComparison.Ordinal)) Assert.Equal(error.Message, CanBuses.WhyNot(address));
    }

    [Theory]
    [InlineData("memory:x?rate=100")]
    [InlineData("udp:239.74.163.2")]
    [InlineData("udp:239.74.163.2:43113?interface=eth7&ttl=2&rate=0")]
    [InlineData("socketcan:can7")]
    [InlineData("slcan:/dev/ttyACM7?bitrate=500000&baud=57600&ack=0")]
    public void An_address_is_right_whether_or_not_its_bus_is_there(string address) => Assert.Null(CanBuses.WhyNot(address));

    [Fact]
    public void What_is_not_there_says_what_is()
    {
        var error = Assert.Throws<CanBusException>(() => CanBuses.Open("canopen:can0"));
        Assert.Contains("memory:NAME", error.Message, StringComparison.Ordinal);
        Assert.Contains("udp:GROUP", error.Message, StringComparison.Ordinal);
        Assert.Contains("socketcan:INTERFACE", error.Message, StringComparison.Ordinal);
        Assert.Contains("slcan:/dev/DEVICE", error.Message, StringComparison.Ordinal);
    }
}
