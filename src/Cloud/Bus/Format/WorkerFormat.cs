namespace Busbar.Cloud.Bus.Format;

/// <summary>What a worker says of itself once a second.</summary>
/// <param name="Id">The worker, unique per process and start.</param>
/// <param name="Draining">It takes no shard: it is about to leave, cannot reach the broker for events, or cannot use its store while another can.</param>
/// <param name="Shards">The shards that it has.</param>
/// <param name="StoreProvenAgo">How long ago its store was asked and answered well; null: unusable, or unknown.</param>
internal sealed record WorkerNews(string Id, bool Draining, IReadOnlyList<int> Shards, TimeSpan? StoreProvenAgo = null);

/// <summary>Body of a worker's announcement.</summary>
internal static class WorkerFormat
{
    /// <summary>A month: what is longer ago proves no less.</summary>
    private const long MostMsAgo = 30L * 24 * 60 * 60 * 1000;

    /// <summary>Writes it.</summary>
    public static byte[] Write(WorkerNews news)
    {
        var writer = BodyWriter.Begin().Text("id"u8, news.Id);
        writer.Json.WriteBoolean("draining"u8, news.Draining);
        writer.Json.WriteStartArray("shards"u8);
        foreach (var shard in news.Shards) writer.Json.WriteNumberValue(shard);
        writer.Json.WriteEndArray();
        if (news.StoreProvenAgo is { } ago) writer.Json.WriteNumber("storeProvenMsAgo"u8, (long)Math.Ceiling(ago.TotalMilliseconds));
        return writer.End();
    }

    /// <summary>Reads it.</summary>
    public static WorkerNews Read(ReadOnlySpan<byte> body)
    {
        string? id = null;
        var draining = false;
        List<int> shards = [];
        TimeSpan? ago = null;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("id"u8)) id = reader.Text();
            else if (reader.Is("draining"u8)) draining = reader.Flag();
            else if (reader.Is("shards"u8)) shards = reader.Numbers();
            else if (reader.Is("storeProvenMsAgo"u8)) ago = TimeSpan.FromMilliseconds(Math.Clamp(reader.Number(), 0, MostMsAgo));
        }

        return new WorkerNews(BodyReader.Require(id, "id"), draining, shards, ago);
    }
}
