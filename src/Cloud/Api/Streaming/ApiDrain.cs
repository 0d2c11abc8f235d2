namespace Busbar.Cloud.Api;

/// <summary>
/// How the API ends without anybody being cut off: first whoever distributes connections learns from the readiness, which the process turns false itself, to
/// send nobody here any more; then viewers of the live view are told to connect again. Requests under way end by themselves when the server stops. Thread safe.
/// </summary>
public sealed class ApiDrain
{
    /// <summary>What a viewer may take to read that it has to leave; one that takes longer is cut.</summary>
    private static readonly TimeSpan ViewersDeadline = TimeSpan.FromSeconds(2);

    private readonly LivePump _pump;
    private readonly ApiOptions _options;
    private readonly TimeProvider _time;

    internal ApiDrain(LivePump pump, ApiOptions options, TimeProvider time) => (_pump, _options, _time) = (pump, options, time);

    /// <summary>Beside other API processes: serves everybody for <see cref="ApiOptions.DrainDelay"/>, then sends viewers away.</summary>
    public async Task HandOverAsync(CancellationToken ct)
    {
        await Task.Delay(_options.DrainDelay, _time, ct);
        await SendViewersAwayAsync(ct);
    }

    /// <summary>Tells every viewer of the live view to connect again and closes its connection; one that comes now is told the same.</summary>
    public Task SendViewersAwayAsync(CancellationToken ct) => _pump.SendAwayAsync(ViewersDeadline, ct);
}
