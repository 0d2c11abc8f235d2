namespace Busbar.Cloud.Bus.Format;

/// <summary>What a worker says of itself once a second.</summary>
/// <param name="Id">The worker, unique per process and start.</param>
/// <param name="Draining">It takes no shard: it is about to leave, or cannot reach the broker for events.</param>
/// <param name="Shards">The shards that it has.</param>
internal sealed record WorkerNews(string Id, bool Draining, IReadOnlyList<int> Shards);

/// <summary>Body of a worker's announcement.</summary>
internal static class WorkerFormat
{
    /// <summary>Writes it.</summary>
    public static byte[] Write(WorkerNews news)
    {
        var writer = BodyWriter.Begin().Text("id"u8, news.Id);
        writer.Json.WriteBoolean("draining"u8, news.Draining);
        writer.Json.WriteStartArray("shards"u8);
        foreach (var shard in news.Shards) writer.Json.WriteNumberValue(shard);
        writer.Json.WriteEndArray();
        return writer.End();
    }

    /// <summary>Reads it.</summary>
    public static WorkerNews Read(ReadOnlySpan<byte> body)
    {
        string? id = null;
        var draining = false;
        List<int> shards = [];
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("id"u8)) id = reader.Text();
            else if (reader.Is("draining"u8)) draining = reader.Flag();
            else if (reader.Is("shards"u8)) shards = reader.Numbers();
        }

        return new WorkerNews(BodyReader.Require(id, "id"), draining, shards);
    }
}
