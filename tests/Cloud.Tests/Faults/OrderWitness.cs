using System.Globalization;
using Busbar.Cloud.Bus;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>Stands before every worker's CMS and notes in which order each station's facts were taken for the first time, whoever took them.</summary>
internal sealed class OrderWitness
{
    /// <summary>Events of this station kill the CMS's patience: it fails over them.</summary>
    public const string Poisoned = "POISON";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Station, bool Call), (long Highest, HashSet<long> Taken)> _stations = [];
    private int _unordered;
    private int _repeated;

    /// <summary>Facts that were taken after a later one of their station and path.</summary>
    public int Unordered => Volatile.Read(ref _unordered);

    /// <summary>Facts that came again, and must have changed nothing.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    public ICmsEndpoint Before(ICmsEndpoint cms) => new Endpoint(this, cms);

    private void Take(string station, OcppRequest request)
    {
        long? number = request switch
        {
            StartTransactionRequest start => start.MeterStart,
            StopTransactionRequest stop => stop.MeterStop,
            MeterValuesRequest meters => long.Parse(meters.MeterValue[0].SampledValue[0].Value, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (number is not { } n) return;
        lock (_gate)
        {
            var key = (station, request is not MeterValuesRequest);
            var (highest, taken) = _stations.TryGetValue(key, out var known) ? known : (0, []);
            if (!taken.Add(n)) _repeated++;
            else if (n < highest) _unordered++;
            _stations[key] = (Math.Max(n, highest), taken);
        }
    }

    private sealed class Endpoint(OrderWitness witness, ICmsEndpoint cms) : ICmsEndpoint
    {
        public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => cms.AdmitAsync(request, ct);

        public async ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct)
        {
            var answer = await cms.OnCallAsync(call, ct);
            if (answer.Response is not null) witness.Take(call.StationId, call.Request);
            return answer;
        }

        public async ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct)
        {
            if (stationEvent.StationId == Poisoned && stationEvent is StationReported) throw new InvalidOperationException("this event cannot be taken");
            await cms.OnEventAsync(stationEvent, ct);
            if (stationEvent is StationReported reported) witness.Take(reported.StationId, reported.Request);
        }
    }
}
