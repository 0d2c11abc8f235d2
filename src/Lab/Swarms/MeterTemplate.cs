using System.Globalization;
using System.Text;

namespace Busbar.Lab.Swarms;

/// <summary>
/// A whole WebSocket frame with a MeterValues call in which only the digits of message id, register and timestamp change. One
/// instance per thread.
/// </summary>
internal sealed class MeterTemplate
{
    /// <summary>The register of the first message, Wh: ten digits, so that the frame keeps its length.</summary>
    public const long FirstRegisterWh = 1_000_000_000;

    private const string IdDigits = "000000000000";
    private const string ValueDigits = "1000000000";
    private const string TimeDigits = "2000-01-01T00:00:00.000Z";

    private readonly byte[] _frame;
    private readonly int _idAt;
    private readonly int _valueAt;
    private readonly int _timeAt;

    public MeterTemplate()
    {
        var text = $$"""[2,"{{IdDigits}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{TimeDigits}}","sampledValue":[{"value":"{{ValueDigits}}","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"}]}]}]""";
        var payload = Encoding.ASCII.GetBytes(text);
        var buffer = new byte[SwarmFrames.MaxHeader + payload.Length];
        payload.CopyTo(buffer, SwarmFrames.MaxHeader);
        var begin = SwarmFrames.Finish(buffer, SwarmFrames.MaxHeader, payload.Length);
        _frame = buffer[begin..];
        _idAt = Find(IdDigits);
        _timeAt = Find(TimeDigits);
        _valueAt = Find(ValueDigits);
    }

    /// <summary>The frame of one message; valid until the next call.</summary>
    /// <param name="number">Message id, up to 12 digits.</param>
    /// <param name="sequence">The station's count of messages; the register shows it above <see cref="FirstRegisterWh"/>.</param>
    /// <param name="at">The timestamp; milliseconds count.</param>
    public ReadOnlySpan<byte> Fill(long number, long sequence, DateTimeOffset at)
    {
        Digits(_frame.AsSpan(_idAt, IdDigits.Length), number);
        Digits(_frame.AsSpan(_valueAt, ValueDigits.Length), FirstRegisterWh + sequence);
        at.TryFormat(_frame.AsSpan(_timeAt, TimeDigits.Length), out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return _frame;
    }

    private static void Digits(Span<byte> to, long value)
    {
        for (var i = to.Length - 1; i >= 0; i--)
        {
            to[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private int Find(string part) => _frame.AsSpan().IndexOf(Encoding.ASCII.GetBytes(part));
}
