using System.Collections.Concurrent;
using System.Security.Cryptography;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client;

/// <summary>Request and response (MQTT 5.0, 4.10).</summary>
public sealed partial class MqttClient
{
    private const int CorrelationBytes = 16;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<MqttMessage?>> _asked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _answersGate = new(1, 1);
    private MqttSubscriptionHandle? _answers;

    /// <summary>
    /// Publishes a request and waits for its answer, which comes to a topic of this client: below the server's Response Information, or
    /// <c>busbar/responses/{clientId}</c> where it gives none. Requests may be under way at once; answers are told apart by their correlation data.
    /// </summary>
    /// <param name="request">The request; its response topic and correlation data are set here.</param>
    /// <param name="timeout">Longest wait for the answer and for a connection that carries the request, more than zero.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="MqttClientException">The request was refused or dropped, the answers' topic was not granted, or the client has ended.</exception>
    /// <exception cref="NotSupportedException">The version is 3.1.1, which has no requests.</exception>
    public async Task<MqttMessage> RequestAsync(MqttMessage request, TimeSpan timeout, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        if (_options.Version != MqttVersion.V50) throw new NotSupportedException("Requests need MQTT 5.0; this client speaks 3.1.1.");
        var correlation = RandomNumberGenerator.GetBytes(CorrelationBytes);
        var key = Convert.ToHexString(correlation);
        var answer = _asked.GetOrAdd(key, _ => new TaskCompletionSource<MqttMessage?>(TaskCreationOptions.RunContinuationsAsynchronously));
        using var deadline = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var topic = await AnswersTopicAsync(either.Token);
            var outcome = await PublishAsync(request with { ResponseTopic = topic, CorrelationData = correlation }, either.Token);
            if (!outcome.IsDelivered) throw new MqttClientException($"The request to {request.Topic} was not delivered: {outcome.Delivery}, {outcome.Code}{(outcome.Reason is null ? "" : $", {outcome.Reason}")}", outcome.Code);
            return await answer.Task.WaitAsync(either.Token) ?? throw new MqttClientException($"The request to {request.Topic} stays without an answer: the client has ended.");
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"Nobody answered the request to {request.Topic} within {timeout.TotalSeconds:0.###} s.", e);
        }
        finally
        {
            _asked.TryRemove(key, out _);
        }
    }

    private async Task<string> AnswersTopicAsync(CancellationToken ct)
    {
        await _answersGate.WaitAsync(ct);
        try
        {
            if (_answers is { IsClosed: false } there) return there.Filter;
            string? information;
            lock (_gate) information = _link?.Terms.ResponseInformation;
            var topic = information is null ? $"busbar/responses/{ClientId}" : $"{information.TrimEnd('/')}/busbar";
            _answers = await SubscribeAsync(topic, TakeAnswer, new MqttSubscriptionOptions { Qos = MqttQos.AtLeastOnce }, ct);
            return topic;
        }
        finally
        {
            _answersGate.Release();
        }
    }

    private void EndRequests()
    {
        foreach (var waiting in _asked.Values) waiting.TrySetResult(null);
    }

    private ValueTask TakeAnswer(MqttMessage message, CancellationToken ct)
    {
        if (message.CorrelationData is { } data && _asked.TryRemove(Convert.ToHexString(data.Span), out var waiting)) waiting.TrySetResult(message);
        return ValueTask.CompletedTask;
    }
}
