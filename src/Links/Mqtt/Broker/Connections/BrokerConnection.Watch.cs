using Busbar.Links.Timing;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>The deadlines of a connection.</summary>
internal sealed partial class BrokerConnection
{
    /// <summary>
    /// One entry of the wheel for everything that may take too long: CONNECT, silence, a client that does not read, one that does not close. It is armed for
    /// the nearest deadline, looks at the clock when it fires and arms itself again; a message that comes or goes touches no more than a field.
    /// </summary>
    private sealed class Watch(BrokerConnection owner) : DeadlineWheel.Entry, IThreadPoolWorkItem
    {
        /// <summary>How long a client may take to close after it was told goodbye.</summary>
        private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

        private long _lastReceived = owner._core.Time.GetTimestamp();
        private long _closingSince;
        private bool _connected;
        private bool _reading = true;
        private bool _paused;
        private bool _disarmed;

        private TimeProvider Time => owner._core.Time;

        private MqttBrokerOptions Options => owner._core.Options;

        /// <summary>One and a half times the keep-alive (MQTT-3.1.2-22); null when there is none.</summary>
        private TimeSpan? SilenceLimit => owner.KeepAliveS == 0 ? null : TimeSpan.FromSeconds(owner.KeepAliveS * 1.5);

        public void Arm() => ArmWithin(Options.ConnectTimeout);

        public void Disarm()
        {
            Volatile.Write(ref _disarmed, true);
            owner._core.Wheel.Cancel(this);
        }

        public void Connected()
        {
            Volatile.Write(ref _lastReceived, Time.GetTimestamp());
            Volatile.Write(ref _connected, true);
            if (SilenceLimit is { } limit) ArmWithin(limit);
        }

        /// <summary>The client is waited for. What it could not say while nobody read is not held against it.</summary>
        public void ReadingBegan()
        {
            if (Volatile.Read(ref _paused))
            {
                Volatile.Write(ref _paused, false);
                Volatile.Write(ref _lastReceived, Time.GetTimestamp());
            }

            Volatile.Write(ref _reading, true);
        }

        public void ReadingEnded()
        {
            Volatile.Write(ref _reading, false);
            Volatile.Write(ref _lastReceived, Time.GetTimestamp());
        }

        public void WriteBegan() => ArmWithin(Options.WriteTimeout);

        public void ClosingBegan()
        {
            Volatile.Write(ref _closingSince, Math.Max(1, Time.GetTimestamp()));
            ArmWithin(Linger);
        }

        void IThreadPoolWorkItem.Execute()
        {
            owner._core.Metrics.KeepAliveMissed();
            owner.Expel(MqttReasonCode.KeepAliveTimeout, $"Nothing was received for one and a half times the keep-alive of {owner.KeepAliveS} s.");
        }

        protected internal override void OnDue()
        {
            if (Volatile.Read(ref _disarmed)) return;
            var next = TimeSpan.MaxValue;
            if (Left(Volatile.Read(ref _closingSince), Linger, ref next)) Cut("The client did not close the connection.");
            else if (Left(owner.Outbox.WriteSince, Options.WriteTimeout, ref next)) CutSlow();
            else if (!Volatile.Read(ref _connected))
            {
                if (Left(Math.Max(1, owner.ConnectedAt), Options.ConnectTimeout, ref next)) Cut($"There was no CONNECT within {Options.ConnectTimeout}.");
            }
            else if (SilenceLimit is { } limit && !owner._closing)
            {
                if (!Volatile.Read(ref _reading)) Volatile.Write(ref _paused, true);
                var since = Volatile.Read(ref _paused) ? Time.GetTimestamp() : Volatile.Read(ref _lastReceived);
                if (Left(Math.Max(1, since), limit, ref next)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            if (next < TimeSpan.MaxValue) ArmWithin(next);
        }

        private void Cut(string why) => owner.Abort(why);

        private void CutSlow()
        {
            owner._core.Metrics.SlowConsumerCut();
            owner.Abort($"The client did not read for {Options.WriteTimeout}.");
        }

        /// <summary>Whether a time that began is over; when it is not, it counts for the next look.</summary>
        private bool Left(long since, TimeSpan limit, ref TimeSpan next)
        {
            if (since == 0) return false;
            var left = limit - Time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) return true;
            if (left < next) next = left;
            return false;
        }

        private void ArmWithin(TimeSpan delay)
        {
            if (!Volatile.Read(ref _disarmed)) owner._core.Wheel.ScheduleNoLaterThan(this, delay);
        }
    }
}
