using Busbar.Links.Can;
using Busbar.Plant.Modules.Families;
using Busbar.Wire.Can;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Modules;

/// <summary>
/// The power modules of one CAN bus. One loop hears them all and sends to them, one frame at a time with a gap: changes first, then
/// what is due longest; after a few changes in a row one of the others has its turn, so that a busy gun does not blind the site. It may share the bus
/// with I/O boards. Thread safe; the bus stays the caller's.
/// </summary>
public sealed class ModuleBus : IModuleBus
{
    private const int ChangesInARow = 4;
    private const int Capacity = 4096;

    // A setpoint that comes while the loop waits is seen after this time at the latest.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly ICanBus _bus;
    private readonly TimeProvider _time;
    private readonly ModuleBusOptions _options;
    private readonly CanSubscription _frames;
    private readonly CancellationTokenSource _stop = new();
    private readonly ModuleDriver[] _drivers;
    private readonly ModuleFamily[] _families;
    private readonly Dictionary<(ModuleFamily Family, int Address), ModuleDriver> _byAddress = [];
    private readonly Task _loop;
    private readonly long _start;
    private long _sent;
    private long _unsent;
    private long _heard;
    private long _foreign;
    private long _malformed;
    private long _busOffs;
    private volatile string? _lastFault;
    private TimeSpan _nextSend;
    private int _changes;
    private bool _isOff;

    private ModuleBus(ICanBus bus, IReadOnlyList<ModuleConfig> modules, TimeProvider time, ILogger logger, ModuleBusOptions options, bool hasLoop)
    {
        _bus = bus;
        _time = time;
        Logger = logger;
        _options = options;
        _start = time.GetTimestamp();
        TimestampOf = moment => _start + (long)(moment.TotalSeconds * _time.TimestampFrequency);
        _drivers = [.. modules.Select(Make)];
        _families = [.. _drivers.Select(d => d.Family).Distinct()];
        _frames = bus.Subscribe(Capacity);
        _loop = hasLoop ? _frames.RunAsync(Turn, time, _stop.Token) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IPowerModuleDriver> Modules => _drivers;

    /// <inheritdoc/>
    public ModuleBusStatistics Statistics => new(
        Interlocked.Read(ref _sent), Interlocked.Read(ref _unsent), Interlocked.Read(ref _heard), Interlocked.Read(ref _foreign),
        Interlocked.Read(ref _malformed), Interlocked.Read(ref _busOffs), _lastFault);

    internal ILogger Logger { get; }

    internal string Name => _bus.Name;

    internal TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Begins to serve the modules of a bus: all are told off, and then asked how they are.</summary>
    /// <param name="bus">The bus; stays the caller's and must outlive this.</param>
    /// <param name="modules">The modules; addresses are unique within a family's identifiers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For losses, returns, errors and frames that cannot be read.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">A module's family, address, group or serial number cannot be; the text says what is allowed.</exception>
    public static ModuleBus Open(ICanBus bus, IReadOnlyList<ModuleConfig> modules, TimeProvider time, ILogger logger, ModuleBusOptions? options = null) =>
        Open(bus, modules, time, logger, options, hasLoop: true);

    internal static ModuleBus Open(ICanBus bus, IReadOnlyList<ModuleConfig> modules, TimeProvider time, ILogger logger, ModuleBusOptions? options, bool hasLoop)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        options ??= new ModuleBusOptions();
        if (options.MinGap < TimeSpan.FromMilliseconds(1) || options.MinGap > TimeSpan.FromSeconds(1))
            throw new ArgumentException($"The gap between frames is {options.MinGap.TotalMilliseconds} ms; allowed: 1 to 1000 ms.", nameof(options));
        return new ModuleBus(bus, modules, time, logger, options, hasLoop);
    }

    /// <inheritdoc/>
    public void EmergencyOff()
    {
        Logger.ModulesEmergencyOff(Name);
        foreach (var family in _families) Send(family.OffAll());
        foreach (var driver in _drivers) driver.DropNow();
    }

    /// <inheritdoc/>
    public void GroupOff(int group)
    {
        foreach (var family in _families)
            if (_drivers.Any(d => d.Family == family && d.Config.Group == group)) Send(family.OffGroup((byte)group));
        foreach (var driver in _drivers)
            if (driver.Config.Group == group) driver.DropNow();
    }

    /// <summary>Ends the loop, after telling every module off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        foreach (var driver in _drivers) driver.DropNow();
        _frames.Dispose();
        _stop.Dispose();
    }

    /// <summary>Turns a time of this bus into a timestamp of its clock; one object, since it is handed on with every turn of every module.</summary>
    internal Func<TimeSpan, long> TimestampOf { get; }

    internal bool Send(in CanFrame frame)
    {
        if (_bus.TrySend(frame))
        {
            Interlocked.Increment(ref _sent);
            return true;
        }

        Interlocked.Increment(ref _unsent);
        return false;
    }

    /// <summary>One turn of the loop: takes the frames that have come and sends what is due. For the loop, and for tests without one.</summary>
    /// <returns>Time until the next turn is due.</returns>
    internal TimeSpan Turn()
    {
        while (_frames.TryRead(out var received)) Take(received.Frame);
        var now = Now;
        WatchBus();
        foreach (var driver in _drivers) driver.Tick(now);
        var wait = LongestWait;
        if (!_isOff) wait = SendDue(now);
        foreach (var driver in _drivers) driver.Publish(now);
        return wait;
    }

    private ModuleDriver Make(ModuleConfig config)
    {
        var family = ModuleFamilies.Find(config.Family)
            ?? throw new ArgumentException($"Module '{config.Id}' is of the family '{config.Family}'; allowed: {string.Join(", ", ModuleFamilies.Names)}.", nameof(config));
        if (config.Address < family.MinAddress || config.Address > family.MaxAddress)
            throw new ArgumentException($"Module '{config.Id}' has the address {config.Address}; allowed for {family.Name}: {family.MinAddress} to {family.MaxAddress}.", nameof(config));
        if (config.Group < 0 || config.Group > family.MaxGroup)
            throw new ArgumentException($"Module '{config.Id}' has the group {config.Group}; allowed for {family.Name}: 0 to {family.MaxGroup}.", nameof(config));
        if (config.Serial is not null && !family.HasSerial)
            throw new ArgumentException($"Module '{config.Id}' is bound to the serial number '{config.Serial}'; {family.Name} tells none, leave it out.", nameof(config));
        if (_byAddress.Values.FirstOrDefault(d => d.Family.IdSpace == family.IdSpace && d.Config.Address == config.Address) is { } other)
            throw new ArgumentException($"Module '{config.Id}' has the address {config.Address} of '{other.Id}' on {Name}; allowed: one that no other has.", nameof(config));
        var driver = new ModuleDriver(this, config, family, _options);
        _byAddress.Add((family, config.Address), driver);
        return driver;
    }

    private TimeSpan SendDue(TimeSpan now)
    {
        if (now < _nextSend) return _nextSend - now;
        ModuleDriver? best = null;
        ModuleJob job = default;
        ModuleDriver? patient = null;
        ModuleJob calm = default;
        var earliest = now + LongestWait;
        foreach (var driver in _drivers)
        {
            var next = driver.Next();
            if (next.Due > now)
            {
                if (next.Due < earliest) earliest = next.Due;
            }
            else if (next.IsChange)
            {
                if (best is null || next.Due < job.Due) (best, job) = (driver, next);
            }
            else if (patient is null || next.Due < calm.Due)
            {
                (patient, calm) = (driver, next);
            }
        }

        if (best is null || (patient is not null && _changes >= ChangesInARow)) (best, job) = (patient, calm);
        if (best is null) return earliest - now;
        _changes = job.IsChange ? _changes + 1 : 0;
        _nextSend = now + _options.MinGap;
        best.Send(job);
        return _options.MinGap;
    }

    private void WatchBus()
    {
        var isOff = _bus.State == CanBusState.BusOff;
        if (isOff == _isOff) return;
        _isOff = isOff;
        if (isOff)
        {
            Interlocked.Increment(ref _busOffs);
            Logger.BusOff(Name);
        }
        else
        {
            Logger.BusBack(Name);
        }

        foreach (var driver in _drivers) driver.SetBusOff(isOff);
    }

    private void Take(in CanFrame frame)
    {
        foreach (var family in _families)
        {
            var origin = family.OriginOf(frame, out var address);
            if (origin == FrameOrigin.Other) continue;
            if (origin == FrameOrigin.Module && _byAddress.TryGetValue((family, address), out var driver))
            {
                Interlocked.Increment(ref _heard);
                if (driver.Take(frame) is { } fault) CountMalformed(driver, frame, fault);
                return;
            }

            var foreign = Interlocked.Increment(ref _foreign);
            if (long.IsPow2(foreign)) Logger.ModuleForeign(Name, frame.ToString(), foreign);
            return;
        }
    }

    private void CountMalformed(ModuleDriver driver, in CanFrame frame, CanFault fault)
    {
        _lastFault = fault.Text;
        var count = Interlocked.Increment(ref _malformed);
        if (long.IsPow2(count)) Logger.ModuleFrameMalformed(driver.Id, Name, frame.ToString(), fault.Text, count);
    }
}
