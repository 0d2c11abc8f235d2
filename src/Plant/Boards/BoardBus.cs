using Busbar.Links.Can;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Boards;

/// <summary>
/// The I/O boards of one CAN bus (docs/boards.md): hears them, notices their loss and return, sends the heartbeat and repeats what each
/// was told. One loop; it may share the bus with power modules, each with its own subscription. Commands are sent at once by whoever
/// gives them. The bus stays the caller's.
/// </summary>
public sealed class BoardBus : IAsyncDisposable
{
    /// <summary>How often the loop looks at its boards, sends what is due and finds who is silent.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ICanBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<bool>? _isControllerAlive;
    private readonly CanSubscription _frames;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(BoardKind Kind, byte Address), Board> _boards = [];
    private readonly Task _loop;
    private readonly long _start;
    private long _malformed;
    private long _foreign;
    private long _unsent;
    private long _losses;
    private volatile string? _lastFault;
    private TimeSpan _nextTick;
    private TimeSpan _nextBeat;
    private byte _heartbeat;

    private BoardBus(ICanBus bus, IReadOnlyList<BoardConfig> boards, TimeProvider time, ILogger logger, Func<bool>? isControllerAlive, bool hasLoop)
    {
        _bus = bus;
        _time = time;
        _logger = logger;
        _isControllerAlive = isControllerAlive;
        foreach (var config in boards)
        {
            Board board = config.Kind switch
            {
                BoardKind.Contactors => new ContactorBoard(this, config),
                BoardKind.Gun => new GunBoard(this, config),
                _ => throw new ArgumentException($"Board '{config.Id}' is of kind {config.Kind}; allowed: Contactors, Gun.", nameof(boards)),
            };
            if (config.Address is < 1 or > BoardId.MaxAddress)
                throw new ArgumentException($"Board '{config.Id}' has the address {config.Address}; allowed: 1 to {BoardId.MaxAddress}.", nameof(boards));
            if (!_boards.TryAdd((config.Kind, config.Address), board))
                throw new ArgumentException($"Board '{config.Id}' has the address {config.Address} of another one of its kind on {bus.Name}.", nameof(boards));
        }

        ContactorBoards = [.. _boards.Values.OfType<ContactorBoard>()];
        GunBoards = [.. _boards.Values.OfType<GunBoard>()];
        _start = time.GetTimestamp();
        _frames = bus.Subscribe(4096);
        _loop = hasLoop ? _frames.RunAsync(Turn, time, _stop.Token) : Task.CompletedTask;
    }

    /// <summary>The contactor boards, as configured.</summary>
    public IReadOnlyList<ContactorBoard> ContactorBoards { get; }

    /// <summary>The gun boards, as configured.</summary>
    public IReadOnlyList<GunBoard> GunBoards { get; }

    /// <summary>What it has counted.</summary>
    public BoardBusStatistics Statistics =>
        new(Interlocked.Read(ref _malformed), Interlocked.Read(ref _foreign), Interlocked.Read(ref _unsent), Interlocked.Read(ref _losses), _lastFault);

    internal ILogger Logger => _logger;

    internal string Name => _bus.Name;

    /// <summary>Begins to hear and to serve the boards of a bus. Nothing is switched by it.</summary>
    /// <param name="bus">The bus; stays the caller's and must outlive this.</param>
    /// <param name="boards">The boards; kind and address are unique.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For losses, returns and frames that cannot be read.</param>
    /// <param name="isControllerAlive">
    /// Asked before each heartbeat; false withholds it, and the boards make themselves safe: so a site loop that hangs does not keep
    /// contactors closed. Null: always alive. Must not block.
    /// </param>
    /// <exception cref="ArgumentException">A board's kind, address or number of contactors is wrong; the text says what is allowed.</exception>
    public static BoardBus Open(ICanBus bus, IReadOnlyList<BoardConfig> boards, TimeProvider time, ILogger logger, Func<bool>? isControllerAlive = null) =>
        Open(bus, boards, time, logger, isControllerAlive, hasLoop: true);

    internal static BoardBus Open(ICanBus bus, IReadOnlyList<BoardConfig> boards, TimeProvider time, ILogger logger, Func<bool>? isControllerAlive, bool hasLoop)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(boards);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        return new BoardBus(bus, boards, time, logger, isControllerAlive, hasLoop);
    }

    /// <summary>Ends the loop. The boards trip after a second without a heartbeat unless somebody else serves them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _frames.Dispose();
        _stop.Dispose();
    }

    internal TimeSpan Now => _time.GetElapsedTime(_start);

    internal long Timestamp => _time.GetTimestamp();

    internal void Send(in CanFrame frame)
    {
        if (!_bus.TrySend(frame)) Interlocked.Increment(ref _unsent);
    }

    internal void CountLoss() => Interlocked.Increment(ref _losses);

    /// <summary>One turn of the loop: takes the frames that have come and does what is due. For the loop, and for tests without one.</summary>
    /// <returns>Time until the next turn is due.</returns>
    internal TimeSpan Turn()
    {
        while (_frames.TryRead(out var received)) Take(received.Frame);
        var now = Now;
        if (now >= _nextBeat)
        {
            Beat();
            _nextBeat = now + BoardHeartbeat.Period;
        }

        if (now >= _nextTick)
        {
            foreach (var board in _boards.Values) board.Tick(now);
            _nextTick = new TimeSpan(((now.Ticks / Tick.Ticks) + 1) * Tick.Ticks);
        }

        return _nextTick - now;
    }

    private void Beat()
    {
        if (_isControllerAlive?.Invoke() == false) return;
        Send(BoardHeartbeat.Frame(_heartbeat++));
    }

    private void Take(in CanFrame frame)
    {
        if (!BoardId.TryRead(frame, out var id) || !id.IsFromBoard) return;
        if (!_boards.TryGetValue((id.Kind, id.Address), out var board))
        {
            if (Interlocked.Increment(ref _foreign) == 1) _logger.BoardForeign(_bus.Name, frame.ToString());
            return;
        }

        if (board.Take(id, frame, Now) is not { } fault) return;
        _lastFault = fault.Text;
        var count = Interlocked.Increment(ref _malformed);
        if (long.IsPow2(count)) _logger.BoardFrameMalformed(_bus.Name, frame.ToString(), fault.Text, count);
    }
}
