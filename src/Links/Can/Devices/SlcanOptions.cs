using Busbar.Wire.Can;

namespace Busbar.Links.Can.Devices;

/// <summary>An address such as <c>slcan:/dev/ttyACM0?bitrate=250000</c>, read.</summary>
/// <param name="Device">Path of the serial device.</param>
/// <param name="BitRate">Bit rate of the bus, bit/s.</param>
/// <param name="Baud">Speed of the serial line.</param>
/// <param name="Acknowledges">Whether the adapter answers commands.</param>
internal sealed record SlcanOptions(string Device, int BitRate, int Baud, bool Acknowledges)
{
    /// <summary>What a site's modules speak at (InfyPower, Winline, UUGreenPower).</summary>
    private const int DefaultBitRate = 125_000;

    private const int DefaultBaud = 115_200;

    /// <summary>Digit of the S command.</summary>
    public int BitRateDigit => SlcanText.BitRates.ToList().IndexOf(BitRate);

    /// <exception cref="CanBusException">Something in it cannot be; says what is allowed.</exception>
    public static SlcanOptions Parse(CanAddress address)
    {
        if (!address.Target.StartsWith('/'))
            throw new CanBusException($"'{address.Target}' in the CAN bus address '{address.Text}' is not the path of a serial device, such as /dev/ttyACM0.");
        var bitRate = address.Number("bitrate", DefaultBitRate, 1, int.MaxValue);
        if (!SlcanText.BitRates.Contains(bitRate))
            throw new CanBusException($"Option bitrate={bitRate} of the CAN bus address '{address.Text}' is none that the protocol has; allowed: {string.Join(", ", SlcanText.BitRates)}.");
        var baud = address.Number("baud", DefaultBaud, 1, int.MaxValue);
        if (!SerialLine.IsSpeed(baud))
            throw new CanBusException($"Option baud={baud} of the CAN bus address '{address.Text}' is no speed of serial lines here; allowed: {SerialLine.AllowedSpeeds}.");
        var acknowledges = address.Number("ack", 1, 0, 1) == 1;
        address.RequireNoMoreOptions("bitrate, baud, ack");
        return new SlcanOptions(address.Target, bitRate, baud, acknowledges);
    }
}
