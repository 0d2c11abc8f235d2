namespace Busbar.Cloud.Bus.Format;

/// <summary>Body of what a process says of itself.</summary>
internal static class ProcessFormat
{
    /// <summary>Writes it.</summary>
    public static byte[] Write(ProcessNews news)
    {
        var writer = BodyWriter.Begin().Text("id"u8, news.Id).Text("roles"u8, news.Roles).Text("machine"u8, news.Machine).Number("process"u8, news.ProcessId)
            .Text("version"u8, news.Version).Time("started"u8, news.StartedAt).Text("trouble"u8, news.Trouble);
        writer.Json.WriteBoolean("ready"u8, news.IsReady);
        if (news.Stations is { } stations) writer.Number("stations"u8, stations);
        writer.Json.WriteStartArray("shards"u8);
        foreach (var shard in news.Shards) writer.Json.WriteNumberValue(shard);
        writer.Json.WriteEndArray();
        return writer.End();
    }

    /// <summary>Reads it; what an older process does not say is empty.</summary>
    public static ProcessNews Read(ReadOnlySpan<byte> body)
    {
        string? id = null, trouble = null;
        string roles = "", machine = "", version = "";
        var process = 0;
        int? stations = null;
        var ready = false;
        DateTimeOffset started = default;
        List<int> shards = [];
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("id"u8)) id = reader.Text();
            else if (reader.Is("roles"u8)) roles = reader.Text() ?? "";
            else if (reader.Is("machine"u8)) machine = reader.Text() ?? "";
            else if (reader.Is("process"u8)) process = (int)reader.Number();
            else if (reader.Is("version"u8)) version = reader.Text() ?? "";
            else if (reader.Is("started"u8)) started = reader.Time();
            else if (reader.Is("trouble"u8)) trouble = reader.Text();
            else if (reader.Is("ready"u8)) ready = reader.Flag();
            else if (reader.Is("stations"u8)) stations = (int)reader.Number();
            else if (reader.Is("shards"u8)) shards = reader.Numbers();
        }

        return new ProcessNews(BodyReader.Require(id, "id"), roles, machine, process, version, started, ready, trouble, stations, shards);
    }
}
