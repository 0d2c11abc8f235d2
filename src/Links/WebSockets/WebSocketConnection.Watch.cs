using Busbar.Links.Timing;
using Busbar.Links.WebSockets.Internal;

namespace Busbar.Links.WebSockets;

public sealed partial class WebSocketConnection
{
    private void NotePartialMessage()
    {
        if (_frames.InMessage || !_buffer.IsEmpty) _watch.MessageBegan();
        else _watch.MessageEnded();
    }

    /// <summary>All deadlines of the connection behind one entry of the wheel. When it fires it looks which of them are due and arms itself for
    /// the nearest of the rest.</summary>
    private sealed class Watch(WebSocketConnection owner) : DeadlineWheel.Entry
    {
        private const long Never = long.MaxValue;

        /// <summary>How often a connection is looked at that is not read, because its peer's calls are more than are taken at once.</summary>
        private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

        private long _pingedAt;
        private long _writeSince = Never;
        private long _messageSince = Never;
        private long _closeSince = Never;
        private bool _disarmed;
        private bool _reading;
        private bool _wasPaused;

        private WebSocketOptions Options => owner._options;

        private long Now => owner._time.GetTimestamp();

        /// <summary>Arms for the first ping or the silence limit.</summary>
        public void Arm() => ArmWithin(Remaining());

        public void Disarm()
        {
            _disarmed = true;
            owner._wheel.Cancel(this);
        }

        /// <summary>The peer is waited for. What it could not say while nobody read is not held against it.</summary>
        public void ReadingBegan()
        {
            if (Volatile.Read(ref _wasPaused))
            {
                _wasPaused = false;
                Volatile.Write(ref owner._lastReceived, Now);
                if (_messageSince != Never) Volatile.Write(ref _messageSince, Now);
            }

            Volatile.Write(ref _reading, true);
        }

        public void ReadingEnded() => Volatile.Write(ref _reading, false);

        public void WriteBegan() => Begin(ref _writeSince, Options.WriteTimeout);

        public void WriteEnded() => Volatile.Write(ref _writeSince, Never);

        public void MessageBegan()
        {
            if (Volatile.Read(ref _messageSince) == Never) Begin(ref _messageSince, Options.MessageTimeout);
        }

        public void MessageEnded()
        {
            if (_messageSince != Never) Volatile.Write(ref _messageSince, Never);
        }

        public void ExpectClose()
        {
            if (Volatile.Read(ref _closeSince) == Never) Begin(ref _closeSince, Options.CloseTimeout);
        }

        protected internal override void OnDue()
        {
            if (_disarmed) return;
            if (!Volatile.Read(ref _reading)) Volatile.Write(ref _wasPaused, true);
            if (Overdue() is { } why)
            {
                owner.Abort(why);
                return;
            }

            if (_wasPaused)
            {
                ArmWithin(LookAgain);
                return;
            }

            if (Options.PingInterval > TimeSpan.Zero && owner.Silence >= Options.PingInterval && SincePing() >= Options.PingInterval) Ping();
            ArmWithin(Remaining());
        }

        private TimeSpan SincePing() => _pingedAt == 0 ? TimeSpan.MaxValue : owner._time.GetElapsedTime(_pingedAt);

        private void Begin(ref long since, TimeSpan limit)
        {
            Volatile.Write(ref since, Now);
            ArmWithin(limit);
        }

        private void ArmWithin(TimeSpan delay)
        {
            if (!_disarmed && delay < TimeSpan.MaxValue) owner._wheel.ScheduleNoLaterThan(this, delay);
        }

        private TimeSpan SilenceLimit => owner.HasPonged ? Options.SilenceLimit : owner.SilenceLimitWithoutPong;

        private string? Overdue()
        {
            if (Left(_closeSince, Options.CloseTimeout) <= TimeSpan.Zero) return $"The peer did not finish closing within {Options.CloseTimeout}.";
            if (Left(_writeSince, Options.WriteTimeout) <= TimeSpan.Zero) return $"The peer did not read for {Options.WriteTimeout}.";
            if (_wasPaused) return null;
            if (Left(_messageSince, Options.MessageTimeout) <= TimeSpan.Zero) return $"A message was not whole within {Options.MessageTimeout}.";
            var silence = owner.Silence;
            return SilenceLimit > TimeSpan.Zero && silence >= SilenceLimit ? $"Nothing was received for {silence}." : null;
        }

        private TimeSpan Remaining()
        {
            var left = Left(_closeSince, Options.CloseTimeout);
            left = Min(left, Left(_writeSince, Options.WriteTimeout));
            left = Min(left, Left(_messageSince, Options.MessageTimeout));
            if (SilenceLimit > TimeSpan.Zero) left = Min(left, SilenceLimit - owner.Silence);
            if (Options.PingInterval <= TimeSpan.Zero) return left;
            var quiet = owner.Silence;
            var sincePing = SincePing();
            return Min(left, Options.PingInterval - (sincePing < quiet ? sincePing : quiet));
        }

        private TimeSpan Left(long since, TimeSpan limit) => since == Never ? TimeSpan.MaxValue : limit - owner._time.GetElapsedTime(since);

        private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

        private void Ping()
        {
            _pingedAt = Now;
            if (Volatile.Read(ref owner._closeSent)) return;
            _ = SendAsync(owner);

            static async Task SendAsync(WebSocketConnection owner)
            {
                try
                {
                    await owner.SendControlAsync(Opcode.Ping, default);
                }
                catch (Exception e) when (IsLinkFailure(e))
                {
                    owner.Abort(e.Message);
                }
            }
        }
    }
}
