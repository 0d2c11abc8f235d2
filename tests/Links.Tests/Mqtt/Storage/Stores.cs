using System.Text;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Storage;

/// <summary>Short words for the tests of the store.</summary>
internal static class Stores
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<SqliteMqttStore> OpenAsync(string folder, TimeProvider? time = null, ILogger? log = null) =>
        SqliteMqttStore.OpenAsync(folder, new MqttStoreOptions(), time ?? TimeProvider.System, log ?? NullLogger.Instance, Ct);

    /// <summary>What a new process would find.</summary>
    public static async Task<StoredState> ReadAsync(string folder)
    {
        await using var store = await OpenAsync(folder);
        return await store.LoadAsync(Ct);
    }

    /// <summary>Appends and waits.</summary>
    public static Task DurableAsync(this IMqttStore store, StoreChange change)
    {
        var told = new Told();
        store.Append(change, told);
        return told.Task.SoonAsync();
    }

    /// <summary>Runs something on the store's thread, between two commits, once everything before is durable.</summary>
    public static async Task<T> OnThreadAsync<T>(this IMqttStore store, Func<T> work)
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Append(new SessionRemoved("nobody"), new Told(() => outcome.SetResult(work())));
        return await outcome.Task.SoonAsync();
    }

    /// <summary>Holds the store's thread until the result is disposed: what is appended meanwhile is one group.</summary>
    public static async Task<IDisposable> HoldAsync(this IMqttStore store)
    {
        var hold = new Hold();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Append(new SessionRemoved("nobody"), new Told(() =>
        {
            held.SetResult();
            hold.Pass();
        }));
        await held.Task.SoonAsync();
        return hold;
    }

    public static BrokerMessage Message(long id, string topic = "a/b", int bytes = 10) =>
        new() { StoreId = id, Topic = Encoding.UTF8.GetBytes(topic), Properties = [], Payload = new byte[bytes], Qos = MqttQos.AtLeastOnce };

    public static SessionSaved Session(string client) => new(client, "anna", MqttVersion.V50, 3600, null);

    public static DeliveryQueued Delivery(string client, long order, BrokerMessage message) => new(client, order, message, null, MqttQos.AtLeastOnce, false, [], 0);

    private sealed class Hold : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();

        public void Pass() => Assert.True(_open.Wait(Until.Patience, Ct));

        public void Dispose() => _open.Set();
    }
}

/// <summary>Waits for a change to be durable.</summary>
internal sealed class Told(Action? then = null) : IDurable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _done.Task;

    public void Durable()
    {
        then?.Invoke();
        _done.SetResult();
    }
}
