using System.Text;
using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Dead letters that a test puts in. One at a time.</summary>
internal sealed class FakeDeadLetters : IDeadLetters
{
    public List<DeadLetter> Letters { get; } = [];

    public List<string> Replayed { get; } = [];

    public bool IsAway { get; set; }

    public void Put(string id, string? stationId = "CP1", string body = """{"station":"CP1"}""") => Letters.Add(new DeadLetter(
        id, "report", stationId, "InvalidOperationException: cannot be stored", 5, FakeCms.Noon, FakeCms.Noon.AddMinutes(1), Encoding.UTF8.GetBytes(body)));

    public ValueTask<(IReadOnlyList<DeadLetter> Letters, long Count)> ListAsync(int limit, CancellationToken ct)
    {
        Check();
        return ValueTask.FromResult<(IReadOnlyList<DeadLetter>, long)>(([.. Letters.Take(limit)], Letters.Count));
    }

    public ValueTask<bool> ReplayAsync(string id, CancellationToken ct)
    {
        Check();
        if (Letters.RemoveAll(letter => letter.Id == id) == 0) return ValueTask.FromResult(false);
        Replayed.Add(id);
        return ValueTask.FromResult(true);
    }

    public ValueTask<bool> DiscardAsync(string id, CancellationToken ct)
    {
        Check();
        return ValueTask.FromResult(Letters.RemoveAll(letter => letter.Id == id) > 0);
    }

    private void Check()
    {
        if (IsAway) throw new BusUnavailableException("The broker was not there within 00:00:10.");
    }
}
