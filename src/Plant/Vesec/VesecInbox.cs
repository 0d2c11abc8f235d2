using System.Globalization;
using Busbar.Links.Mqtt;
using Busbar.Plant.Configuration;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Vesec;

/// <summary>Takes messages as they come, and says what the guns are asked for. It holds the newest of each topic and nothing else. Thread safe.</summary>
internal sealed class VesecInbox
{
    /// <summary>How far a device's clock may be ahead of ours.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly SitePlan _plan;
    private readonly VesecNumbering _numbering;
    private readonly TimeSpan _staleAfter;
    private readonly TimeProvider _time;
    private readonly VesecRefusals _refusals;
    private readonly VesecGunInput[] _inputs;
    private readonly VesecDemand?[] _told;
    private readonly long _began;
    private long _taken;
    private long _expired;

    public VesecInbox(SitePlan plan, VesecNumbering numbering, TimeProvider time, ILogger log)
    {
        (_plan, _numbering, _time) = (plan, numbering, time);
        _staleAfter = (plan.Vesec ?? new VesecPlan()).StaleAfter;
        _refusals = new VesecRefusals(time, log);
        _inputs = [.. plan.Guns.Select(_ => new VesecGunInput(_staleAfter))];
        _told = new VesecDemand?[plan.Guns.Count];
        _began = time.GetTimestamp();
    }

    /// <summary>What it has counted.</summary>
    public (long Taken, long Refused, long Old, long Expired) Counters
    {
        get
        {
            lock (_gate) return (_taken, _refusals.Wrong, _refusals.Old, _expired);
        }
    }

    /// <summary>Takes a message; what cannot be used is counted and changes nothing.</summary>
    public void Take(MqttMessage message)
    {
        if (VesecNumbering.IsOut(message.Topic)) return;
        lock (_gate)
        {
            if (_numbering.Parse(message.Topic, out var why) is not { } topic)
            {
                _refusals.AddWrong(message.Topic, $"{why} Payload: {VesecText.Shown(message.Payload.Span)}");
                return;
            }

            var gun = _plan.Guns[topic.Gun];
            if (gun.HasSecc)
            {
                _refusals.AddWrong(message.Topic, $"the gun is {gun.Id}, which has an SECC; allowed: guns without, since only one may ask. Payload: {VesecText.Shown(message.Payload.Span)}");
                return;
            }

            if (VesecPayloads.Parse(topic.Kind, gun, message.Payload.Span, out why) is not { } payload)
            {
                _refusals.AddWrong(message.Topic, why);
                return;
            }

            if (AgeOf(payload, message.Retain, out why) is { } age && TakeFresh(topic, payload, age, out why)) _taken++;
            else _refusals.AddOld(message.Topic, why);
        }
    }

    /// <summary>Adds every gun whose demand is another one than at the call before, or was refreshed.</summary>
    public void Collect(List<(int Gun, VesecDemand? Demand)> changes)
    {
        lock (_gate)
        {
            var now = _time.GetElapsedTime(_began);
            for (var gun = 0; gun < _inputs.Length; gun++)
            {
                var demand = _inputs[gun].Now(now);
                if (demand == _told[gun]) continue;
                if (demand is null) _expired++;
                _told[gun] = demand;
                changes.Add((gun, demand));
            }
        }
    }

    private bool TakeFresh(VesecTopic topic, VesecPayload payload, TimeSpan age, out string why)
    {
        why = "a newer one, by its ts, has come before; allowed: a ts that does not go back.";
        return _inputs[topic.Gun].Take(topic.Kind, payload, _time.GetElapsedTime(_began) - age, payload.At ?? _time.GetUtcNow());
    }

    /// <summary>How long ago it was measured, 0 or more; null: too long, or nobody knows.</summary>
    private TimeSpan? AgeOf(VesecPayload payload, bool wasKept, out string why)
    {
        why = "";
        if (payload.At is not { } at)
        {
            if (!wasKept) return TimeSpan.Zero;
            why = "the broker had kept it and it has no ts, so nobody knows how old it is; allowed: a ts, or a message that comes now.";
            return null;
        }

        var age = _time.GetUtcNow() - at;
        if (age >= _staleAfter) why = string.Create(CultureInfo.InvariantCulture, $"ts is {at:O}, {age.TotalSeconds:0} s ago; allowed: less than {_staleAfter.TotalSeconds:0.#} s.");
        else if (-age > MostAhead) why = string.Create(CultureInfo.InvariantCulture, $"ts is {at:O}, {-age.TotalSeconds:0} s ahead of this clock; allowed: up to {MostAhead.TotalSeconds:0} s.");
        else return age < TimeSpan.Zero ? TimeSpan.Zero : age;
        return null;
    }
}
