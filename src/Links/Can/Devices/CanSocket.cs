using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Busbar.Wire.Can;

namespace Busbar.Links.Can.Devices;

/// <summary>Opens a raw CAN socket of Linux on one interface, with the error frames that tell of its controller.</summary>
internal static partial class CanSocket
{
    // linux/can.h, linux/can/raw.h, bits/socket.h, linux/if_arp.h.
    private const int AfCan = 29;
    private const int RawNonBlocking = 3 | 0x800 | 0x80000;
    private const int CanRaw = 1;
    private const int SolCanRaw = 101;
    private const int ErrorFilter = 2;
    private const int AddressBytes = 24;
    private const string LinkTypeOfCan = "280";

    private const CanErrorClass Watched =
        CanErrorClass.TransmitTimeout | CanErrorClass.Controller | CanErrorClass.NoAcknowledge | CanErrorClass.BusOff | CanErrorClass.Restarted;

    /// <summary>Checks the name of an interface.</summary>
    /// <exception cref="CanBusException">It cannot be one.</exception>
    public static string NameOf(CanAddress address)
    {
        address.RequireNoMoreOptions("none; the bit rate is set with the interface: ip link set can0 up type can bitrate 125000 restart-ms 100");
        return InterfaceName().IsMatch(address.Target)
            ? address.Target
            : throw new CanBusException($"'{address.Target}' in the CAN bus address '{address.Text}' is not the name of a network interface, such as can0.");
    }

    /// <exception cref="CanBusException">There is no such interface, or no CAN at all; says what to do.</exception>
    public static UnixDevice Open(string name)
    {
        if (!OperatingSystem.IsLinux()) throw new CanBusException($"socketcan:{name} needs Linux; use udp: on this system.");
        var handle = LibC.Socket(AfCan, RawNonBlocking, CanRaw);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new CanBusException($"socketcan:{name} cannot be opened, since this kernel has no CAN: {LibC.Describe(error)}. Load it with 'modprobe can_raw', or use a slcan: or udp: bus.");
        }

        var failed = Prepare(handle, name);
        if (failed is null) return new UnixDevice(handle, name);
        handle.Dispose();
        throw new CanBusException($"socketcan:{name} cannot be opened: {failed}.");
    }

    /// <summary>Whether the interface is up and its controller takes part: it has no carrier while it is down, and none in bus-off.</summary>
    public static bool HasCarrier(string name)
    {
        try
        {
            return File.ReadAllText($"/sys/class/net/{name}/carrier").StartsWith('1');
        }
        catch (Exception down) when (down is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Prepare(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string name)
    {
        var index = LibC.IfNameToIndex(name);
        if (index == 0) return $"there is no interface '{name}'; interfaces of CAN here: {Interfaces()}";
        if (LibC.SetSockOpt(handle, SolCanRaw, ErrorFilter, (uint)Watched, sizeof(uint)) < 0) return LibC.Describe(Marshal.GetLastPInvokeError());
        Span<byte> address = stackalloc byte[AddressBytes];
        MemoryMarshal.Write(address, (ushort)AfCan);
        MemoryMarshal.Write(address[4..], index);
        return LibC.Bind(handle, address, AddressBytes) < 0 ? LibC.Describe(Marshal.GetLastPInvokeError()) : null;
    }

    private static string Interfaces()
    {
        const string All = "/sys/class/net";
        var found = Directory.Exists(All)
            ? Directory.GetDirectories(All).Where(d => File.Exists($"{d}/type") && File.ReadAllText($"{d}/type").Trim() == LinkTypeOfCan).Select(Path.GetFileName).ToArray()
            : [];
        return found.Length > 0 ? string.Join(", ", found) : "none";
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.\-]{1,15}$", RegexOptions.None, 1000)]
    private static partial Regex InterfaceName();
}
