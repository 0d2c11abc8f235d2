using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Tests.Support;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Storage;

/// <summary>Random changes against the model: what is read back is what they come to, after a proper end and after a kill between any two commits.</summary>
public sealed class StorePropertyTests : IDisposable
{
    private const int Changes = 400;
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Seeds))]
    public async Task What_is_read_back_is_what_the_changes_come_to_however_they_fell_into_groups(int seed)
    {
        var (random, model) = (new RandomChanges(seed), new StoreModel());
        for (var run = 0; run < 2; run++)
        {
            await using (var store = await Stores.OpenAsync(_folder.Path))
            {
                for (var i = 0; i < Changes; i++)
                {
                    var change = random.Next();
                    model.Take(change);
                    if (random.Below(20) == 0) await store.DurableAsync(change);
                    else store.Append(change, null);
                }
            }

            Assert.Equal(model.Lines(), StoreModel.Lines(await Stores.ReadAsync(_folder.Path)));
        }

        await using var last = await Stores.OpenAsync(_folder.Path);
        Assert.Equal(
            await last.OnThreadAsync(() => last.Execute("SELECT count(DISTINCT message_id) FROM delivery")),
            await last.OnThreadAsync(() => last.Execute("SELECT count(*) FROM message")));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task A_kill_between_two_commits_leaves_the_state_after_all_that_were_told_durable_and_nothing_else(int seed)
    {
        var (random, model) = (new RandomChanges(seed), new StoreModel());
        var expected = new List<List<string>> { model.Lines() };
        var (durable, cuts) = (0, new List<(int Durable, string Folder)>());
        await using (var store = await Stores.OpenAsync(Path.Combine(_folder.Path, "live")))
        {
            store.Telling = tell =>
            {
                tell();
                cuts.Add((durable, Copy($"cut-{cuts.Count}")));
            };
            for (var i = 0; i < Changes; i++)
            {
                var change = random.Next();
                model.Take(change);
                expected.Add(model.Lines());
                var told = new Told(() => durable++);
                store.Append(change, told);
                if (random.Below(40) == 0) await told.Task.SoonAsync();
            }
        }

        Assert.Equal(Changes, durable);
        Assert.True(cuts.Count > 1, "All changes went in one commit.");
        foreach (var (count, folder) in cuts) Assert.Equal(expected[count], StoreModel.Lines(await Stores.ReadAsync(folder)));
    }

    /// <summary>What a kill leaves behind: the file and its log as they are now.</summary>
    private string Copy(string name)
    {
        var to = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        foreach (var file in (string[])["mqtt.db", "mqtt.db-wal"]) File.Copy(Path.Combine(_folder.Path, "live", file), Path.Combine(to, file));
        return to;
    }
}
