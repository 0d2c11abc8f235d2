using System.Diagnostics;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Store;

/// <summary>The broker's store: messages that each wait to be durable, a fixed number at a time, and what becomes of them afterwards.</summary>
internal static class MqttBench
{
    private const double WarmUpSeconds = 1;
    private const int Sessions = 200;

    /// <summary>What follows a message.</summary>
    private enum Then
    {
        /// <summary>The subscriber is away: it stays.</summary>
        Stays,

        /// <summary>The subscriber acknowledges before the store has looked.</summary>
        AcknowledgedAtOnce,

        /// <summary>The subscriber acknowledges when the message is durable.</summary>
        AcknowledgedWhenDurable,

        /// <summary>QoS 2 on both sides: received identifier and delivery; then released, complete, done.</summary>
        ExactlyOnce,

        /// <summary>It is kept for one of 200 topics.</summary>
        Kept,
    }

    public static async Task RunAsync(string folder, double seconds)
    {
        Console.WriteLine("then                      | bytes | waiting | messages/s | CPU us/message | p50 ms | p99 ms | max ms | messages/commit");
        foreach (var line in (Line[])[
            new(Then.Stays, 64, 1), new(Then.Stays, 64, 1_000), new(Then.Stays, 1_024, 1_000), new(Then.AcknowledgedAtOnce, 64, 1_000),
            new(Then.AcknowledgedWhenDurable, 64, 1_000), new(Then.ExactlyOnce, 64, 1_000), new(Then.Kept, 64, 1_000)])
        {
            var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            await using (var store = await SqliteMqttStore.OpenAsync(path, new MqttStoreOptions(), TimeProvider.System, NullLogger.Instance, CancellationToken.None))
            {
                await store.LoadAsync(CancellationToken.None);
                for (var i = 0; i < Sessions; i++) store.Append(new SessionSaved(Client(i), "bench", MqttVersion.V50, 3600, null), null);
                await new Phase(store, line).RunAsync(WarmUpSeconds, print: false);
                await new Phase(store, line).RunAsync(seconds, print: true);
            }

            Directory.Delete(path, recursive: true);
        }

        await LoadAsync(folder);
    }

    private static string Client(int i) => $"client-{i}";

    private static async Task LoadAsync(string folder)
    {
        const int sessions = 100_000;
        var path = Path.Combine(folder, "load");
        var started = Stopwatch.GetTimestamp();
        await using (var store = await SqliteMqttStore.OpenAsync(path, new MqttStoreOptions(), TimeProvider.System, NullLogger.Instance, CancellationToken.None))
        {
            for (var i = 0; i < sessions; i++)
            {
                var client = Client(i);
                store.Append(new SessionSaved(client, "bench", MqttVersion.V50, 3600, null), null);
                store.Append(new SubscriptionSaved(client, $"fleet/{i}/#", default, 0), null);
                for (var order = 1; order <= 2; order++)
                {
                    var message = new BrokerMessage { StoreId = (2 * i) + order, Topic = "fleet/x"u8.ToArray(), Properties = [], Payload = new byte[64] };
                    store.Append(new DeliveryQueued(client, order, message, null, MqttQos.AtLeastOnce, false, [], 0), null);
                }
            }
        }

        Console.WriteLine($"{sessions:n0} sessions, each with a subscription and two messages: written in {Stopwatch.GetElapsedTime(started).TotalSeconds:n2} s");
        started = Stopwatch.GetTimestamp();
        await using var again = await SqliteMqttStore.OpenAsync(path, new MqttStoreOptions(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var state = await again.LoadAsync(CancellationToken.None);
        Console.WriteLine($"{state.Sessions.Count:n0} sessions read in {Stopwatch.GetElapsedTime(started).TotalSeconds:n2} s");
    }

    private sealed record Line(Then Then, int Bytes, int Waiting);

    private sealed class Phase(SqliteMqttStore store, Line line)
    {
        private static long s_number;

        private readonly List<long> _ticks = [];
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _until;
        private int _waiting;

        public async Task RunAsync(double seconds, bool print)
        {
            var (commits, cpu, started) = (store.Commits, Cpu(), Stopwatch.GetTimestamp());
            _until = started + (long)(seconds * Stopwatch.Frequency);
            _waiting = line.Waiting;
            for (var i = 0; i < line.Waiting; i++) new Waiter(this, store, line).Next();
            await _ended.Task;
            if (!print) return;
            var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cpu = Cpu() - cpu;
            _ticks.Sort();
            double Ms(double share) => _ticks[Math.Min(_ticks.Count - 1, (int)(_ticks.Count * share))] * 1000.0 / Stopwatch.Frequency;
            Console.WriteLine(
                $"{line.Then,-25} | {line.Bytes,5} | {line.Waiting,7} | {_ticks.Count / elapsed,10:n0} | {cpu.TotalMicroseconds / _ticks.Count,14:n1} | {Ms(0.5),6:n2} | "
                + $"{Ms(0.99),6:n2} | {Ms(1),6:n1} | {_ticks.Count / (double)Math.Max(1, store.Commits - commits),8:n0}");
        }

        private static TimeSpan Cpu()
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }

        /// <summary>One message after the other, each when the one before is durable; on the store's thread, so that the cost is the store's.</summary>
        private sealed class Waiter(Phase phase, SqliteMqttStore store, Line line) : IDurable
        {
            private long _number;
            private long _asked;

            public void Next()
            {
                _asked = Stopwatch.GetTimestamp();
                _number = Interlocked.Increment(ref s_number);
                var client = Client((int)(_number % Sessions));
                var message = new BrokerMessage
                {
                    StoreId = _number, Topic = line.Then == Then.Kept ? BitConverter.GetBytes(_number % Sessions) : "fleet/x"u8.ToArray(), Properties = [],
                    Payload = new byte[line.Bytes], Qos = MqttQos.AtLeastOnce,
                };
                Append(client, message);
            }

            public void Durable()
            {
                phase._ticks.Add(Stopwatch.GetTimestamp() - _asked);
                var client = Client((int)(_number % Sessions));
                if (line.Then == Then.AcknowledgedWhenDurable) store.Append(new DeliveryDone(client, _number), null);
                if (line.Then == Then.ExactlyOnce)
                {
                    store.Append(new ReceivedIdRemoved(client, (ushort)(_number % 60_000)), null);
                    store.Append(new DeliveryReleased(client, _number), null);
                    store.Append(new DeliveryDone(client, _number), null);
                }

                if (Stopwatch.GetTimestamp() < phase._until) Next();
                else if (--phase._waiting == 0) phase._ended.SetResult();
            }

            private void Append(string client, BrokerMessage message)
            {
                switch (line.Then)
                {
                    case Then.Kept:
                        store.Append(new RetainedSaved(message, null), this);
                        break;
                    case Then.AcknowledgedAtOnce:
                        store.Append(new DeliveryQueued(client, _number, message, null, MqttQos.AtLeastOnce, false, [], 1), this);
                        store.Append(new DeliveryDone(client, _number), null);
                        break;
                    case Then.ExactlyOnce:
                        store.Append(new ReceivedIdSaved(client, (ushort)(_number % 60_000)), null);
                        store.Append(new DeliveryQueued(client, _number, message, null, MqttQos.ExactlyOnce, false, [], 1), this);
                        break;
                    default:
                        store.Append(new DeliveryQueued(client, _number, message, null, MqttQos.AtLeastOnce, false, [], 0), this);
                        break;
                }
            }
        }
    }
}
