using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Queue names hang on these numbers: they never change.</summary>
public sealed class ShardTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void A_number_of_shards_out_of_range_is_refused(int shards) => Assert.Throws<ArgumentOutOfRangeException>(() => Shard.Of("CP1", shards));

    // The published vectors of FNV-1a 64.
    [Theory]
    [InlineData("", 0xcbf29ce484222325UL)]
    [InlineData("a", 0xaf63dc4c8601ec8cUL)]
    [InlineData("foobar", 0x85944171f73967e8UL)]
    public void The_hash_is_FNV_1a(string text, ulong hash) => Assert.Equal(hash, Shard.Hash(text));

    // Computed by a second program, in Python.
    [Theory]
    [InlineData("CP1", 1, 0)]
    [InlineData("CP1", 2, 0)]
    [InlineData("CP1", 32, 16)]
    [InlineData("CP1", 1024, 602)]
    [InlineData("CP2", 2, 1)]
    [InlineData("CP2", 32, 1)]
    [InlineData("CP2", 1024, 689)]
    [InlineData("DE*ABC*E1", 32, 0)]
    [InlineData("DE*ABC*E1", 1024, 938)]
    [InlineData("ladesäule", 32, 9)]
    [InlineData("ladesäule", 1024, 146)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 32, 24)]
    public void Stations_have_the_shard_that_they_have_always_had(string station, int shards, int shard) => Assert.Equal(shard, Shard.Of(station, shards));

    [Fact]
    public void A_long_id_has_a_shard_too() => Assert.InRange(Shard.Of(new string('ö', 5_000), 32), 0, 31);

    [Fact]
    public void Numbered_stations_spread_evenly()
    {
        var sizes = Enumerable.Range(0, 10_000).GroupBy(i => Shard.Of($"CP{i:D5}", 32)).Select(g => g.Count()).ToArray();
        Assert.Equal(32, sizes.Length);
        Assert.InRange(sizes.Min(), 250, 312);
        Assert.InRange(sizes.Max(), 313, 375);
    }

    [Fact]
    public void With_one_shard_more_only_stations_that_move_to_it_move()
    {
        var stations = Enumerable.Range(0, 5_000).Select(i => $"CP{i}").ToArray();
        var moved = stations.Where(s => Shard.Of(s, 32) != Shard.Of(s, 33)).ToArray();
        Assert.All(moved, s => Assert.Equal(32, Shard.Of(s, 33)));
        Assert.InRange(moved.Length, 75, 230);
    }
}
