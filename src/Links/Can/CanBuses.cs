using Busbar.Links.Can.Devices;

namespace Busbar.Links.Can;

/// <summary>Opens CAN buses by their address.</summary>
public static class CanBuses
{
    internal const string Supported =
        "memory:NAME[?rate=FRAMES_PER_S], udp:GROUP[:PORT][?interface=NAME_OR_ADDRESS&ttl=N&rate=FRAMES_PER_S&rcvbuf=BYTES], " +
        "socketcan:INTERFACE and slcan:/dev/DEVICE[?bitrate=BIT_PER_S&baud=N&ack=0_OR_1]";

    /// <summary>
    /// Joins a bus as one more participant.
    /// <list type="bullet">
    /// <item><c>memory:NAME</c>: a bus within this process, common to all who name it; it goes when its last participant closes.
    /// Option <c>rate</c>: frames per second, default 0 for no limit.</item>
    /// <item><c>udp:239.74.163.2:43113</c>: python-can's <c>udp_multicast</c>, IPv4 or <c>[IPv6]</c>. Options: <c>interface</c>, a name or
    /// address, default the one that the routes give, or loopback where they give none; <c>ttl</c>, 0 to 255, default 1;
    /// <c>rate</c>, default 1,000 frames per second as 125 kbit/s carries, 0 for no limit; <c>rcvbuf</c>, bytes of the receive buffer,
    /// default 4 MiB as far as the system allows.</item>
    /// <item><c>socketcan:can0</c>: a CAN interface of Linux, whose bit rate is set with the interface. While its controller is off, or the interface down, the bus is off.</item>
    /// <item><c>slcan:/dev/ttyACM0</c>: a serial adapter that speaks the LAWICEL text protocol, on Linux. Options: <c>bitrate</c> of the bus,
    /// default 125,000 bit/s; <c>baud</c>, speed of the serial line, default 115,200; <c>ack</c>, 0 for an adapter that answers no commands,
    /// default 1. When the device goes away the bus is off, and it is back a second after the device is.</item>
    /// </list>
    /// </summary>
    /// <param name="uri">The address.</param>
    /// <param name="time">The clock for reception times and pacing; null for the system's.</param>
    /// <exception cref="CanBusException">The address is wrong, or the carrier refuses; the text says what is allowed.</exception>
    public static ICanBus Open(string uri, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var address = CanAddress.Parse(uri);
        time ??= TimeProvider.System;
        return address.Scheme switch
        {
            "memory" => MemoryCanBus.Open(address, time),
            "udp" => UdpCanBus.Open(address, time),
            "slcan" => OpenSlcan(address, time),
            "socketcan" => OpenSocketCan(address, time),
            _ => throw new CanBusException(Unknown(address)),
        };
    }

    /// <summary>Says what is wrong with an address, without opening anything: an interface or device may be absent still.</summary>
    /// <param name="uri">The address.</param>
    /// <returns>What is wrong and what is allowed; null: nothing.</returns>
    public static string? WhyNot(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        try
        {
            var address = CanAddress.Parse(uri);
            switch (address.Scheme)
            {
                case "memory": MemoryCanBus.RateOf(address); return null;
                case "udp": UdpCanOptions.Parse(address); return null;
                case "slcan": SlcanOptions.Parse(address); return null;
                case "socketcan": CanSocket.NameOf(address); return null;
                default: return Unknown(address);
            }
        }
        catch (CanBusException wrong)
        {
            return wrong.Message;
        }
    }

    private static string Unknown(CanAddress address) => $"'{address.Text}': there is no CAN bus of the kind '{address.Scheme}'. Allowed: {Supported}.";

    private static CanDeviceBus OpenSocketCan(CanAddress address, TimeProvider time)
    {
        var name = CanSocket.NameOf(address);
        return new CanDeviceBus(address.Name, owner => new SocketCanLink(CanSocket.Open(name), name, () => CanSocket.HasCarrier(name), time, owner), time);
    }

    private static CanDeviceBus OpenSlcan(CanAddress address, TimeProvider time)
    {
        var options = SlcanOptions.Parse(address);
        return new CanDeviceBus(address.Name, owner => new SlcanLink(SerialLine.Open(options.Device, options.Baud), options, time, owner), time);
    }
}
