namespace Busbar.Wire.Ocpp;

/// <summary>Dates of RFC 3339 §5.6, and the near misses of real stations.</summary>
internal static class OcppDate
{
    /// <summary>
    /// Reads a date: <see cref="Leniency.None"/> when it is RFC 3339, the rule or rules that it needs otherwise, null when it cannot be read.
    /// A leap second becomes the second after it.
    /// </summary>
    public static Leniency? TryParse(scoped ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        var used = Leniency.None;
        value = default;
        if (text.Length < 16
            || !Digits(text, 0, 4, out var year) || text[4] != '-' || !Digits(text, 5, 2, out var month) || text[7] != '-'
            || !Digits(text, 8, 2, out var day) || !Digits(text, 11, 2, out var hour) || text[13] != ':' || !Digits(text, 14, 2, out var minute))
            return null;
        if (text[10] == ' ') used |= Leniency.OddDate;
        else if (text[10] is not ((byte)'T' or (byte)'t')) return null;

        var rest = text[16..];
        var second = 0;
        if (rest.Length >= 3 && rest[0] == ':')
        {
            if (!Digits(rest, 1, 2, out second)) return null;
            rest = rest[3..];
        }
        else used |= Leniency.OddDate;

        if (!Fraction(ref rest, out var ticks) || !Zone(rest, ref used, out var offsetMinutes)) return null;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return null;
        if (hour > 23 || minute > 59 || second > 60) return null;
        var utc = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (second == 60 && utc % TimeSpan.TicksPerDay / TimeSpan.TicksPerMinute != (24 * 60) - 1) return null;
        utc += (second * TimeSpan.TicksPerSecond) + (second == 60 ? 0 : ticks);
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks) return null;
        value = new DateTimeOffset(utc, TimeSpan.Zero);
        return used;
    }

    private static bool Fraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || rest[0] != '.') return true;
        var length = 1;
        for (var unit = TimeSpan.TicksPerSecond / 10; length < rest.Length && char.IsAsciiDigit((char)rest[length]); length++, unit /= 10)
            ticks += unit * (rest[length] - '0');
        rest = rest[length..];
        return length > 1;
    }

    private static bool Zone(ReadOnlySpan<byte> zone, ref Leniency used, out int offsetMinutes)
    {
        offsetMinutes = 0;
        if (zone.IsEmpty)
        {
            used |= Leniency.DateWithoutZone;
            return true;
        }

        if (zone.Length == 1) return zone[0] is (byte)'Z' or (byte)'z';
        if (zone[0] is not ((byte)'+' or (byte)'-') || !Digits(zone, 1, 2, out var hours)) return false;
        var minutes = 0;
        if (zone.Length == 6 && zone[3] == ':')
        {
            if (!Digits(zone, 4, 2, out minutes)) return false;
        }
        else
        {
            used |= Leniency.OddDate;
            if (zone.Length != 3 && (zone.Length != 5 || !Digits(zone, 3, 2, out minutes))) return false;
        }

        offsetMinutes = ((hours * 60) + minutes) * (zone[0] == '-' ? -1 : 1);
        return hours <= 23 && minutes <= 59;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int at, int count, out int value)
    {
        value = 0;
        if (text.Length < at + count) return false;
        foreach (var digit in text.Slice(at, count))
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
