using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Storage;

/// <summary>Each change through a restart, what cancels itself, and when who is told.</summary>
public sealed class SqliteMqttStoreTests : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. OneOfEach().Select(c => c.GetType().Name).Distinct()];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_change_survives_a_restart_in_a_commit_of_its_own(string kind)
    {
        var model = new StoreModel();
        var changes = OneOfEach();
        foreach (var change in changes.Take(changes.FindLastIndex(c => c.GetType().Name == kind) + 1))
        {
            model.Take(change);
            await using var store = await Stores.OpenAsync(_folder.Path);
            await store.DurableAsync(change);
        }

        Assert.Equal(model.Lines(), StoreModel.Lines(await Stores.ReadAsync(_folder.Path)));
    }

    [Fact]
    public void Every_kind_of_change_is_tested() =>
        Assert.Equal(
            typeof(StoreChange).Assembly.GetTypes().Where(t => t.BaseType == typeof(StoreChange)).Select(t => t.Name).Order(StringComparer.Ordinal),
            Kinds.Select(k => k.Data).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Deliveries_come_back_in_their_order()
    {
        await using (var store = await Stores.OpenAsync(_folder.Path))
        {
            store.Append(Stores.Session("a"), null);
            foreach (var order in (long[])[300, 2, 10, 1]) store.Append(Stores.Delivery("a", order, Stores.Message(order)), null);
        }

        Assert.Equal([1L, 2, 10, 300], Assert.Single((await Stores.ReadAsync(_folder.Path)).Sessions).Deliveries.Select(d => d.Delivery.Order));
    }

    [Fact]
    public async Task A_message_is_there_once_for_all_sessions_and_goes_with_the_last()
    {
        const int sessions = 500;
        var message = Stores.Message(1, bytes: 100_000);
        await using var store = await Stores.OpenAsync(_folder.Path);
        for (var i = 0; i < sessions; i++)
        {
            store.Append(Stores.Session($"c{i}"), null);
            store.Append(Stores.Delivery($"c{i}", 1, message), null);
        }

        Assert.Equal(1L, await CountAsync(store, "message"));
        for (var i = 1; i < sessions; i++) store.Append(i % 2 == 0 ? new DeliveryDone($"c{i}", 1) : new SessionRemoved($"c{i}"), null);
        Assert.Equal(1L, await CountAsync(store, "message"));
        Assert.Equal(1L, await CountAsync(store, "delivery"));
        store.Append(new DeliveryDone("c0", 1), null);
        Assert.Equal(0L, await CountAsync(store, "message"));
        await store.DurableAsync(Stores.Delivery("c0", 2, message));
        Assert.Equal(1L, await CountAsync(store, "message"));
    }

    [Fact]
    public async Task What_comes_and_goes_within_a_group_never_reaches_the_disk_and_is_told_all_the_same()
    {
        await using var store = await Stores.OpenAsync(_folder.Path);
        await store.DurableAsync(Stores.Session("a"));
        var commits = store.Commits;
        var told = new List<Told>();
        using (await store.HoldAsync())
        {
            for (var i = 1; i <= 1_000; i++)
            {
                Append(Stores.Delivery("a", i, Stores.Message(i)));
                Append(new DeliverySent("a", i, 1));
                Append(new DeliveryReleased("a", i));
                Append(new DeliveryDone("a", i));
                Append(Stores.Session("visitor"));
                Append(new SessionRemoved("visitor"));
            }
        }

        await Task.WhenAll(told.Select(t => t.Task)).SoonAsync();
        Assert.Equal(commits, store.Commits);

        void Append(StoreChange change)
        {
            told.Add(new Told());
            store.Append(change, told[^1]);
        }
    }

    [Fact]
    public async Task A_topic_that_is_kept_a_thousand_times_in_a_group_is_written_once()
    {
        await using var store = await Stores.OpenAsync(_folder.Path);
        var before = await store.OnThreadAsync(() => store.Execute("SELECT total_changes()"));
        using (await store.HoldAsync())
            for (var i = 1; i <= 1_000; i++) store.Append(new RetainedSaved(Stores.Message(i), null), null);
        Assert.Equal(2L, (long)(await store.OnThreadAsync(() => store.Execute("SELECT total_changes()")))! - (long)before!); // The message, the numbering.
    }

    [Fact]
    public async Task Who_waits_is_told_in_order_never_early_and_group_by_group()
    {
        const int changes = 2_000;
        var (order, early, toldBefore) = (new List<int>(), 0, 0);
        var last = new Told();
        await using var store = await Stores.OpenAsync(_folder.Path);
        using var reader = new Busbar.Links.Sqlite.SqliteFile(Path.Combine(_folder.Path, "mqtt.db"), 4096, Durable: true, 1).OpenReader();
        store.Telling = tell =>
        {
            Assert.Equal(order.Count, toldBefore);
            tell();
            toldBefore = order.Count;
        };
        for (var i = 0; i < changes; i++)
        {
            var number = i;
            store.Append(new RetainedSaved(Stores.Message(i + 1, $"t{i}"), null), new Told(() =>
            {
                order.Add(number);
                using var read = reader.CreateCommand();
                read.CommandText = $"SELECT count(*) FROM retained WHERE topic = CAST('t{number}' AS blob)";
                if ((long)read.ExecuteScalar()! != 1) early++;
            }));
        }

        store.Append(new SessionRemoved("nobody"), last);
        await last.Task.SoonAsync();
        await store.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, changes), order);
        Assert.Equal(0, early);
        Assert.Equal(changes, toldBefore);
    }

    [Fact]
    public async Task What_belongs_together_is_never_cut_however_threads_overlap()
    {
        await using var store = await Stores.OpenAsync(_folder.Path);
        await store.DurableAsync(Stores.Session("a"));
        var told = Enumerable.Range(0, 6).Select(_ => new Told()).ToArray();
        var (one, two) = (new Worker(), new Worker());
        StoreScope first = default, second = default;
        store.Append(new ReceivedIdSaved("a", 1), told[0]);
        await one.RunAsync(() => first = store.Together());
        await one.RunAsync(() => store.Append(new ReceivedIdSaved("a", 2), told[1]));
        await told[0].Task.SoonAsync();
        await two.RunAsync(() => second = store.Together());
        await two.RunAsync(() => store.Append(new ReceivedIdSaved("a", 3), told[2]));
        await one.RunAsync(() => store.Append(new ReceivedIdSaved("a", 4), told[3]));
        await one.RunAsync(() => first.Dispose());
        await Task.Delay(50, Ct); // For what should not come: the second scope has a change between those of the first.
        Assert.All(told[1..4], t => Assert.False(t.Task.IsCompleted));

        store.Append(new ReceivedIdSaved("a", 5), told[4]);
        await two.RunAsync(() => store.Append(new ReceivedIdSaved("a", 6), told[5]));
        var commits = store.Commits;
        await two.RunAsync(() => second.Dispose());
        await Task.WhenAll(told.Select(t => t.Task)).SoonAsync();
        Assert.Equal(commits + 1, store.Commits);
        one.End();
        two.End();
    }

    [Fact]
    public async Task Pairs_that_many_threads_append_together_are_on_the_disk_together_at_every_commit()
    {
        const int threads = 4, pairs = 400;
        var odd = 0;
        await using var store = await Stores.OpenAsync(_folder.Path);
        await store.DurableAsync(Stores.Session("a"));
        store.Telling = tell =>
        {
            tell();
            if ((long)store.Execute("SELECT (SELECT count(*) FROM received_id) - (SELECT count(*) FROM delivery)")! != 0) odd++;
        };
        await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(async () =>
        {
            for (var i = 0; i < pairs; i++)
            {
                var (number, told) = ((i * threads) + t + 1, new Told());
                using (store.Together())
                {
                    store.Append(Stores.Delivery("a", number, Stores.Message(number)), told);
                    store.Append(new ReceivedIdSaved("a", (ushort)number), null);
                }

                if (i % 8 == 0) await told.Task.SoonAsync();
            }
        }, Ct)));
        await store.DurableAsync(new SessionRemoved("nobody"));
        Assert.Equal(0, odd);
        Assert.Equal((long)threads * pairs, await CountAsync(store, "delivery"));
    }

    [Fact]
    public async Task All_are_told_once_even_when_who_wraps_the_telling_fails()
    {
        await using var store = await Stores.OpenAsync(_folder.Path);
        store.Telling = _ => throw new InvalidOperationException("of the test");
        await store.DurableAsync(Stores.Session("a"));
        store.Telling = tell =>
        {
            tell();
            throw new InvalidOperationException("of the test");
        };
        await store.DurableAsync(Stores.Session("b"));
        await store.DurableAsync(Stores.Session("c"));
    }

    [Fact]
    public async Task One_who_fails_when_told_does_not_keep_the_others_waiting()
    {
        await using var store = await Stores.OpenAsync(_folder.Path);
        store.Append(Stores.Session("a"), new Told(() => throw new InvalidOperationException("of the test")));
        await store.DurableAsync(Stores.Session("b"));
    }

    [Fact]
    public async Task Changes_of_a_session_that_is_not_there_change_nothing_and_are_told()
    {
        await using (var store = await Stores.OpenAsync(_folder.Path))
        {
            await store.DurableAsync(Stores.Delivery("ghost", 1, Stores.Message(1)));
            await store.DurableAsync(new ReceivedIdSaved("ghost", 1));
            await store.DurableAsync(new SubscriptionSaved("ghost", "a", default, 0));
        }

        Assert.Empty(StoreModel.Lines(await Stores.ReadAsync(_folder.Path)));
    }

    [Fact]
    public async Task Store_ids_go_on_above_all_that_were_given_even_when_their_messages_are_gone()
    {
        await using (var store = await Stores.OpenAsync(_folder.Path))
        {
            await store.DurableAsync(Stores.Session("a"));
            await store.DurableAsync(Stores.Delivery("a", 1, Stores.Message(5_000_000)));
            await store.DurableAsync(new DeliveryDone("a", 1));
        }

        Assert.True((await Stores.ReadAsync(_folder.Path)).LastStoreId >= 5_000_000);
    }

    [Theory, InlineData(MqttDurability.Full, 2L), InlineData(MqttDurability.Normal, 1L)]
    public async Task Durability_is_how_often_the_disk_is_told_to_write(MqttDurability durability, long synchronous)
    {
        await using var store = await SqliteMqttStore.OpenAsync(
            _folder.Path, new MqttStoreOptions { Durability = durability }, TimeProvider.System, NullLogger.Instance, Ct);
        Assert.Equal(synchronous, await store.OnThreadAsync(() => store.Execute("PRAGMA synchronous")));
    }

    [Fact]
    public async Task After_the_end_no_change_is_taken_and_the_state_is_read_once()
    {
        var store = await Stores.OpenAsync(_folder.Path);
        await store.LoadAsync(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.LoadAsync(Ct));
        await store.DisposeAsync();
        await store.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => store.Append(Stores.Session("a"), null));
    }

    [Fact]
    public async Task A_hundred_thousand_sessions_are_read_in_seconds()
    {
        const int sessions = 100_000;
        await using (var store = await Stores.OpenAsync(_folder.Path))
        {
            var message = Stores.Message(1, bytes: 1_000);
            for (var i = 0; i < sessions; i++)
            {
                var client = $"vehicle-{i}";
                store.Append(Stores.Session(client), null);
                store.Append(new SubscriptionSaved(client, $"fleet/{i}/#", new MqttSubscription(default, MqttQos.AtLeastOnce), 0), null);
                store.Append(Stores.Delivery(client, 1, message), null);
                store.Append(Stores.Delivery(client, 2, Stores.Message(i + 2, bytes: 64)), null);
            }
        }

        var started = TimeProvider.System.GetTimestamp();
        var state = await Stores.ReadAsync(_folder.Path);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage("{0} sessions with a subscription and two messages each: read in {1}", sessions, elapsed);
        Assert.Equal((sessions, 2L * sessions), (state.Sessions.Count, state.Sessions.Sum(s => s.Deliveries.Count)));
        Assert.True(elapsed < TimeSpan.FromSeconds(15), $"{elapsed}");
    }

    /// <summary>A thread that does what it is told.</summary>
    private sealed class Worker
    {
        private readonly System.Collections.Concurrent.BlockingCollection<Action> _work = [];

        public Worker() => new Thread(() =>
        {
            foreach (var work in _work.GetConsumingEnumerable()) work();
        }) { IsBackground = true }.Start();

        public Task RunAsync(Action work)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _work.Add(() =>
            {
                work();
                done.SetResult();
            });
            return done.Task.SoonAsync();
        }

        public void End() => _work.CompleteAdding();
    }

    private static Task<long> CountAsync(SqliteMqttStore store, string table) =>
        store.OnThreadAsync(() => (long)store.Execute($"SELECT count(*) FROM {table}")!);

    private static List<StoreChange> OneOfEach()
    {
        var message = Stores.Message(1);
        return
        [
            new SessionSaved("a", "anna", MqttVersion.V311, uint.MaxValue, T0.AddMilliseconds(7)),
            new SessionSaved("a", "anna", MqttVersion.V50, 60, null),
            new SubscriptionSaved("a", "x/+", new MqttSubscription(default, MqttQos.ExactlyOnce, true, true, MqttRetainHandling.SendIfNew), 268_435_455),
            new DeliveryQueued("a", 1, message, T0, MqttQos.ExactlyOnce, true, [1, 200_000], 0),
            new DeliverySent("a", 1, 65_535),
            new DeliveryReleased("a", 1),
            new ReceivedIdSaved("a", 65_535),
            new WillSaved("a", Stores.Message(2, "will"), 30, 60),
            new RetainedSaved(message, T0),
            new RetainedSaved(Stores.Message(3), null),
            new WillRemoved("a"),
            new ReceivedIdRemoved("a", 65_535),
            new DeliveryDone("a", 1),
            new SubscriptionRemoved("a", "x/+"),
            new RetainedRemoved(message.Topic),
            new SessionRemoved("a"),
        ];
    }
}
