namespace Busbar.Cloud.Bus.Format;

/// <summary>A station has sent a Heartbeat, which says that it lives and nothing else.</summary>
/// <param name="StationId">Who.</param>
/// <param name="Epoch">Over which connection.</param>
/// <param name="At">When.</param>
internal readonly record struct StationSeen(string StationId, long Epoch, DateTimeOffset At);

/// <summary>Body of the stations of one shard that were heard, many in one message.</summary>
internal static class SeenFormat
{
    /// <summary>Writes it.</summary>
    public static byte[] Write(IEnumerable<StationSeen> stations)
    {
        var writer = BodyWriter.BeginArray();
        foreach (var seen in stations)
        {
            writer.Json.WriteStartObject();
            writer.Text("station"u8, seen.StationId).Number("epoch"u8, seen.Epoch).Time("at"u8, seen.At);
            writer.Json.WriteEndObject();
        }

        return writer.EndArray();
    }

    /// <summary>Reads it.</summary>
    public static List<StationSeen> Read(ReadOnlySpan<byte> body) => BodyReader.Each(body, ReadOne);

    private static StationSeen ReadOne(ReadOnlySpan<byte> body)
    {
        string? station = null;
        long epoch = 0;
        DateTimeOffset? at = null;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("epoch"u8)) epoch = reader.Number();
            else if (reader.Is("at"u8)) at = reader.Time();
        }

        return new StationSeen(BodyReader.Require(station, "station"), epoch, at ?? throw new BusFormatException("at is missing; each station must have it."));
    }
}
