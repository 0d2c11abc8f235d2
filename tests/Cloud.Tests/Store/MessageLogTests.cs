using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Messages;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

public sealed class MessageLogTests : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new(T0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_full_lane_drops_the_oldest_and_counts_them()
    {
        var lane = new MessageLane(3);
        for (var i = 0; i < 5; i++) lane.Add(Message(i));
        var left = new List<MessageRow>();
        lane.Take(left, 2);
        Assert.Equal(["2", "3"], left.Select(m => m.MessageId));
        Assert.Equal((1, 2L), (lane.Count, lane.Dropped));
    }

    [Fact]
    public void Long_texts_fill_a_lane_before_their_number_does()
    {
        var lane = new MessageLane(100);
        var big = new string('x', 30 * 1024 * 1024);
        for (var i = 0; i < 4; i++) lane.Add(Message(i) with { Request = big });
        Assert.Equal((2, 2L), (lane.Count, lane.Dropped));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_drops_and_says_so_while_facts_go_on()
    {
        await using var store = await OpenAsync(new StoreOptions { MessageQueueLimit = 10, LockWait = TimeSpan.FromSeconds(1) });
        using (var other = OtherProgram.Open(Path.Combine(_folder.Path, "messages.db")))
        {
            other.Run("BEGIN IMMEDIATE");
            for (var i = 0; i < 50; i++) store.LogMessage(Message(i));
            Assert.Empty(await ReadAsync(store));
            for (var i = 50; i < 100; i++) store.LogMessage(Message(i));
            Assert.Empty(await ReadAsync(store));
            Assert.Contains("messages.db cannot be used now: another program holds a lock", store.Health.MessageLogTrouble, StringComparison.Ordinal);
            Assert.True(store.Health.Writable);
            await store.SaveIdTagAsync(new IdTagRow("A", false, null, null, false, null, T0), Ct);
        }

        var read = await ReadAsync(store);
        Assert.Null(store.Health.MessageLogTrouble);
        Assert.Equal(100, read.Count + store.Health.DroppedMessages);
        Assert.Equal("99", read[0].MessageId);
    }

    [Fact]
    public async Task Exchanges_that_are_too_old_go()
    {
        await using var store = await OpenAsync(new StoreOptions { MessageDays = 2 });
        for (var i = 0; i < 10; i++) store.LogMessage(Message(i));
        Assert.Equal(10, (await ReadAsync(store)).Count);
        _time.Advance(TimeSpan.FromDays(2) + TimeSpan.FromSeconds(5.5));
        store.LogMessage(Message(10) with { At = _time.GetUtcNow() });
        Assert.Equal(["10", "9", "8", "7", "6"], (await ReadAsync(store)).Select(m => m.MessageId));
    }

    [Fact]
    public async Task The_log_is_held_to_its_size_by_dropping_the_oldest()
    {
        await using var store = await OpenAsync(new StoreOptions { MessageMegabytes = 10 });
        var text = new string('x', 5_000);
        for (var i = 0; i < 8_000; i++)
        {
            store.LogMessage(Message(i) with { Request = text });
            if (i % 500 == 0) await ReadAsync(store);
        }

        var read = await ReadAsync(store);
        Assert.Equal("7999", read[0].MessageId);
        Assert.Equal(0, store.Health.DroppedMessages);
        Assert.True(new FileInfo(Path.Combine(_folder.Path, "messages.db")).Length < 30_000_000);
    }

    [Fact]
    public async Task What_was_handed_over_before_closing_is_there_after_reopening()
    {
        await using (var store = await OpenAsync(new StoreOptions()))
            for (var i = 0; i < 500; i++) store.LogMessage(Message(i));
        await using var again = await OpenAsync(new StoreOptions());
        Assert.Equal(500, (await ReadAsync(again)).Count);
    }

    [Fact]
    public async Task Text_that_is_no_valid_unicode_does_not_stop_the_log()
    {
        await using var store = await OpenAsync(new StoreOptions());
        store.LogMessage(Message(1) with { Request = "a\uD800b\0c" });
        store.LogMessage(Message(2));
        var read = await ReadAsync(store);
        Assert.Equal(["2", "1"], read.Select(m => m.MessageId));
        Assert.Equal("a\uFFFDb\0c", read[1].Request);
    }

    private static MessageRow Message(int i) => new(0, "CP1", T0.AddSeconds(i), true, "Heartbeat", $"{i}", "{}", "{}", null, null, 1, 0);

    private Task<SqliteStore> OpenAsync(StoreOptions options) =>
        SqliteStore.OpenAsync(options with { Folder = _folder.Path }, _time, NullLogger<SqliteStore>.Instance, Ct);

    private static Task<IReadOnlyList<MessageRow>> ReadAsync(SqliteStore store) =>
        store.ReadMessagesAsync(new MessageQuery(null, null, null, null, null, null, null, 100_000, null), Ct);
}
