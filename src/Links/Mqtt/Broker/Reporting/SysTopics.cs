using System.Text;
using Busbar.Links.Timing;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Reporting;

/// <summary>Publishes the broker's own figures as kept messages under <c>$SYS/broker/</c>, named as Mosquitto names them where they mean the same, and sees to
/// what is to be done now and then.</summary>
internal sealed class SysTopics(BrokerCore core, Func<BrokerView> view) : DeadlineWheel.Entry, IThreadPoolWorkItem
{
    private readonly Dictionary<string, string> _published = new(StringComparer.Ordinal);
    private readonly long _startedAt = core.Time.GetTimestamp();
    private volatile bool _stopped;

    private TimeSpan Interval => core.Options.SysInterval;

    public void Start()
    {
        if (Interval > TimeSpan.Zero) core.Wheel.Schedule(this, TimeSpan.Zero);
    }

    public void Stop()
    {
        _stopped = true;
        core.Wheel.Cancel(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            core.Retained.Sweep();
            PublishAll();
        }
        catch (Exception e)
        {
            core.Log.RegularWorkFailed(e);
        }

        if (!_stopped) core.Wheel.Schedule(this, Interval);
    }

    protected internal override void OnDue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void PublishAll()
    {
        var now = view();
        var totals = now.Totals;
        Publish("version", $"busbar {typeof(MqttBroker).Assembly.GetName().Version?.ToString(3)}");
        Publish("uptime", $"{(long)core.Time.GetElapsedTime(_startedAt).TotalSeconds} seconds");
        Publish("clients/connected", now.Connections);
        Publish("clients/active", now.Connections);
        Publish("clients/disconnected", now.Sessions - now.Connections);
        Publish("clients/inactive", now.Sessions - now.Connections);
        Publish("clients/total", now.Sessions);
        Publish("clients/maximum", now.MostConnections);
        Publish("clients/expired", now.ExpiredSessions);
        Publish("subscriptions/count", now.Subscriptions);
        Publish("shared_subscriptions/count", now.SharedSubscriptions);
        Publish("retained messages/count", now.Retained);
        Publish("store/messages/bytes", now.RetainedBytes);
        Publish("messages/received", totals.PacketsIn);
        Publish("messages/sent", totals.PacketsOut);
        Publish("publish/messages/received", totals.MessagesIn);
        Publish("publish/messages/sent", totals.MessagesOut);
        Publish("publish/messages/dropped", totals.Dropped);
        Publish("bytes/received", totals.BytesIn);
        Publish("bytes/sent", totals.BytesOut);
    }

    private void Publish(string name, long value) => Publish(name, value.ToString());

    /// <summary>A figure that has not changed is not published again.</summary>
    private void Publish(string name, string value)
    {
        if (_published.GetValueOrDefault(name) == value) return;
        _published[name] = value;
        core.Publish(new BrokerMessage
        {
            Topic = Encoding.UTF8.GetBytes("$SYS/broker/" + name),
            Properties = [],
            Payload = Encoding.UTF8.GetBytes(value),
            Qos = MqttQos.AtMostOnce,
            Retain = true,
        });
    }
}
