using System.Diagnostics;
using System.Text;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using RabbitMQ.Client;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>The call path when something is wrong.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitCallTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task When_a_worker_dies_over_a_call_another_answers_it()
    {
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new TestCms
        {
            Call = async (_, ct) =>
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, ct);
                return default;
            },
        };
        var seen = new List<bool>();
        var second = new TestCms
        {
            Call = (call, _) =>
            {
                lock (seen) seen.Add(call.Redelivered);
                return ValueTask.FromResult(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Blocked } }));
            },
        };
        var dying = await _rig.WorkerAsync(first);
        await RabbitRig.AllShardsAsync(dying);
        var call = gateway.CallAsync(Call("CP1"), CancellationToken.None).AsTask();
        await reached.Task;
        Assert.Equal(4, first.Shards.Count);
        await dying.DisposeAsync();
        Assert.Empty(first.Shards);
        await _rig.WorkerAsync(second);

        Assert.Equal(AuthorizationStatus.Blocked, Assert.IsType<AuthorizeResponse>((await call).Response).IdTagInfo.Status);
        Assert.Equal([true], seen);
    }

    [Fact]
    public async Task A_call_without_a_worker_fails_at_its_deadline_and_not_before()
    {
        var gateway = await _rig.GatewayAsync(new TestGateway(), _rig.Options with { CallDeadline = TimeSpan.FromSeconds(1) });
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<BusUnavailableException>(async () => await gateway.CallAsync(Call("CP1"), CancellationToken.None));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.95, 10);
    }

    [Fact]
    public async Task Calls_wait_while_the_stations_of_a_shard_are_loading()
    {
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var load = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cms = new TestCms { Load = _ => load.Task };
        var worker = await _rig.WorkerAsync(cms);
        var call = gateway.CallAsync(Call("CP1"), CancellationToken.None).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(TimeSpan.FromSeconds(2))); // For what should not come.
        Assert.Empty(worker.Shards);
        load.SetResult();
        Assert.NotNull((await call).Response);
    }

    [Fact]
    public async Task A_foreign_client_that_knows_one_queue_gets_its_answer()
    {
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(new TestCms()));
        var answer = await AskAsync("rpc-cms_service", """{"station":"CP1","action":"Authorize","payload":{"idTag":"TAG"}}""", null);
        Assert.Equal(("answer", """{"payload":{"idTagInfo":{"status":"Accepted"}}}"""), answer);
    }

    [Theory]
    [InlineData("""{"action":"Authorize","payload":{"idTag":"TAG"}}""", "station is missing")]
    [InlineData("""{"station":"CP1","action":"Dance","payload":{}}""", "action is Dance")]
    [InlineData("nonsense", "not JSON")]
    public async Task A_foreign_client_is_told_what_is_wrong(string body, string text)
    {
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(new TestCms()));
        var (type, answer) = await AskAsync("rpc-cms_service", body, null);
        Assert.Equal("failed", type);
        Assert.Contains(text, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_a_word()
    {
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(new TestCms()));
        var (type, answer) = await AskAsync("rpc-cms_service", """{"station":"CP1","action":"Authorize","payload":{"idTag":"TAG"}}""", 2);
        Assert.Equal("failed", type);
        Assert.Contains("schema 2; this program reads up to 1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operators_ask_the_worker_that_has_the_station_or_the_shard()
    {
        AnswerOperator answer = (call, _) => call.Kind == "view"
            ? ValueTask.FromResult(Encoding.UTF8.GetBytes($"{{\"shard\":{call.Shard},\"station\":\"{call.StationId}\",\"body\":{Encoding.UTF8.GetString(call.Body.Span)}}}"))
            : throw new InvalidOperationException($"kind is {call.Kind}");
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(new TestCms(), answer));
        var api = await _rig.OperatorAsync();
        var shard = Shard.Of("CP1", 4);
        Assert.Equal($$"""{"shard":{{shard}},"station":"CP1","body":[1]}""", Encoding.UTF8.GetString(await api.CallAsync("view", "CP1", "[1]"u8.ToArray(), CancellationToken.None)));
        Assert.Equal("""{"shard":3,"station":"","body":{}}""", Encoding.UTF8.GetString(await api.CallAsync("view", 3, "{}"u8.ToArray(), CancellationToken.None)));
        var failure = await Assert.ThrowsAsync<CmsFailedException>(async () => await api.CallAsync("dance", "CP1", default, CancellationToken.None));
        Assert.Contains("kind is dance", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_reach_every_process_that_listens()
    {
        var heard = new List<string>[] { [], [] };
        var worker = await _rig.WorkerAsync(new TestCms());
        for (var i = 0; i < 2; i++)
        {
            var list = heard[i];
            await _rig.OperatorAsync(change =>
            {
                lock (list) list.Add(Encoding.UTF8.GetString(change.Span));
            });
        }

        var changes = Enumerable.Range(0, 50).Select(i => $"{{\"n\":{i}}}").ToArray();
        foreach (var change in changes) worker.Live.Publish(Encoding.UTF8.GetBytes(change));
        await RabbitRig.UntilAsync(() => heard.All(list => list.Count == 50), "both have heard all");
        Assert.All(heard, list => Assert.Equal(changes, list));
    }

    private static StationCall Call(string station) => new(station, 1, new AuthorizeRequest { IdTag = "TAG" }, MessageId.Parse("1"), At);

    /// <summary>Asks as any AMQP program would, with a reply queue of its own.</summary>
    private async Task<(string? Type, string Body)> AskAsync(string queue, string body, int? schema)
    {
        var connection = await _rig.StrangerAsync();
        await using var channel = await connection.CreateChannelAsync();
        var own = await channel.QueueDeclareAsync();
        var answered = new TaskCompletionSource<(string?, string, string?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            answered.TrySetResult((e.BasicProperties.Type, Encoding.UTF8.GetString(e.Body.Span), e.BasicProperties.CorrelationId));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(own.QueueName, autoAck: true, consumer);
        var properties = new BasicProperties { ReplyTo = own.QueueName, CorrelationId = "mine" };
        if (schema is not null) properties.Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["schema"] = schema };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
        var (type, text, correlation) = await answered.Task.SoonAsync();
        Assert.Equal("mine", correlation);
        return (type, text);
    }
}
