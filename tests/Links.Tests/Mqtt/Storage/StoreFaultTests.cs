using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Sqlite;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Microsoft.Data.Sqlite;

namespace Busbar.Links.Tests.Mqtt.Storage;

/// <summary>A disk that refuses: nobody is told too early, nothing is lost, and all goes on by itself. And files that are not ours.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new();

    private string File => Path.Combine(_folder.Path, "mqtt.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_keeps_everyone_waiting_says_so_and_goes_on_when_there_is_room()
    {
        var told = new List<int>();
        var last = new Told();
        await using (var store = await Stores.OpenAsync(_folder.Path, _time))
        {
            await store.OnThreadAsync(() => store.Execute("PRAGMA max_page_count = 20"));
            store.Append(Stores.Session("a"), null);
            store.Append(new RetainedSaved(Stores.Message(1, bytes: 200_000), null), new Told(() => told.Add(1)));
            await Until.TrueAsync(() => store.Trouble is not null, "trouble is told");
            Assert.Contains($"{File} cannot be used now: the disk or its quota is full", store.Trouble, StringComparison.Ordinal);
            Assert.Contains("Make room on its disk", store.Trouble, StringComparison.Ordinal);
            store.Append(Stores.Delivery("a", 1, Stores.Message(2)), new Told(() => told.Add(2)));
            store.Append(new DeliveryDone("a", 1), null);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(told);

            store.Append(Stores.Delivery("a", 2, Stores.Message(3)), last);
            store.Execute("PRAGMA max_page_count = 1000000");
            await AdvanceUntilAsync(() => last.Task.IsCompleted);
            Assert.Equal([1, 2], told);
            Assert.Null(store.Trouble);
        }

        var state = await Stores.ReadAsync(_folder.Path);
        Assert.Equal(200_000, Assert.Single(state.Retained).Message.Payload.Length);
        Assert.Equal(2, Assert.Single(Assert.Single(state.Sessions).Deliveries).Delivery.Order);
    }

    [Fact]
    public async Task A_lock_that_another_program_holds_is_waited_for()
    {
        await using var store = await Stores.OpenAsync(_folder.Path, _time);
        var told = new Told();
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            store.Append(Stores.Session("a"), told);
            await Until.TrueAsync(() => store.Trouble is not null, "trouble is told");
            Assert.Contains("another program holds a lock on it", store.Trouble, StringComparison.Ordinal);
            Assert.Contains("End the program that has it open", store.Trouble, StringComparison.Ordinal);
            Assert.False(told.Task.IsCompleted);
        }

        await AdvanceUntilAsync(() => told.Task.IsCompleted);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task The_end_waits_for_a_disk_that_refuses_and_then_gives_up_without_a_false_word()
    {
        var store = await Stores.OpenAsync(_folder.Path, _time);
        var told = new Told();
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            store.Append(Stores.Session("a"), told);
            await Until.TrueAsync(() => store.Trouble is not null, "trouble is told");
            var end = store.DisposeAsync().AsTask();
            _time.Advance(TimeSpan.FromSeconds(5));
            Assert.False(end.IsCompleted);
            await AdvanceUntilAsync(() => end.IsCompleted);
        }

        Assert.False(told.Task.IsCompleted);
        Assert.Empty((await Stores.ReadAsync(_folder.Path)).Sessions);
    }

    [Fact]
    public async Task The_end_makes_durable_what_waits_when_the_disk_is_back()
    {
        var store = await Stores.OpenAsync(_folder.Path, _time);
        var told = new Told();
        Task end;
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            store.Append(Stores.Session("a"), told);
            await Until.TrueAsync(() => store.Trouble is not null, "trouble is told");
            end = store.DisposeAsync().AsTask();
        }

        await AdvanceUntilAsync(() => end.IsCompleted);
        Assert.True(told.Task.IsCompletedSuccessfully);
        Assert.Single((await Stores.ReadAsync(_folder.Path)).Sessions);
    }

    [Theory]
    [InlineData("This is a text that somebody has left under this name, and it is longer than the header of a database, which is 100 bytes long.")]
    [InlineData("short")]
    public async Task A_file_that_is_no_database_is_refused_by_name(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text, TestContext.Current.CancellationToken);
        await RefusedAsync("it is damaged", "move the file away");
        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_empty_file_is_a_new_one()
    {
        await System.IO.File.WriteAllTextAsync(File, "", TestContext.Current.CancellationToken);
        Assert.Empty((await Stores.ReadAsync(_folder.Path)).Sessions);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_untouched()
    {
        using (var other = Connect()) Execute(other, "CREATE TABLE t (x integer)");
        await RefusedAsync("a database of another program", "Move it away");
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused()
    {
        await Stores.ReadAsync(_folder.Path);
        using (var other = Connect()) Execute(other, "PRAGMA user_version = 99");
        await RefusedAsync("has schema 99", "Start that version");
    }

    [Theory, InlineData(4_096), InlineData(20_000), InlineData(50)]
    public async Task A_file_that_is_cut_off_is_refused_by_name(int bytes)
    {
        await using (var store = await Stores.OpenAsync(_folder.Path))
            for (var i = 0; i < 500; i++) store.Append(new RetainedSaved(Stores.Message(i + 1, $"t{i}", 1_000), null), null);
        using (var file = new FileStream(File, FileMode.Open)) file.SetLength(bytes);
        await RefusedAsync(File, "move the file away");
    }

    [Fact]
    public async Task Rows_that_point_nowhere_are_refused_by_name()
    {
        await using (var store = await Stores.OpenAsync(_folder.Path))
        {
            store.Append(Stores.Session("a"), null);
            store.Append(Stores.Delivery("a", 1, Stores.Message(77)), null);
        }

        using (var other = Connect()) Execute(other, "DELETE FROM message");
        await RefusedAsync("message 77 is named but not there", "move the file away");
    }

    [Fact]
    public async Task A_second_process_is_refused_and_the_first_goes_on()
    {
        await using var store = await Stores.OpenAsync(_folder.Path);
        await RefusedAsync("in use by another Busbar", "a folder of its own");
        await store.DurableAsync(Stores.Session("a"));
    }

    private async Task RefusedAsync(params string[] words)
    {
        var error = await Assert.ThrowsAsync<MqttStoreException>(() => Stores.OpenAsync(_folder.Path));
        Assert.All(words, w => Assert.Contains(w, error.Message, StringComparison.Ordinal));
        Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Until.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "the store goes on");

    private SqliteConnection Connect() => new SqliteFile(File, 4_096, Durable: true, 1).OpenWriter(0);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
