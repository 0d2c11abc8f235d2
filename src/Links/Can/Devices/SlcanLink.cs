using System.Globalization;
using System.Text;
using Busbar.Wire.Can;

namespace Busbar.Links.Can.Devices;

/// <summary>
/// A serial adapter that speaks the LAWICEL text protocol. Commands are answered in their order, so at most a few frames are under way at a time, and each answer belongs to
/// the oldest command. Once a second it is asked for its status flags: that is how it is known to be alive, and how its controller stands.
/// </summary>
internal sealed class SlcanLink : ICanLink, IUnixReader
{
    private const int Window = 4;
    private const int LostAnswersAllowed = 3;
    private const int ErrorPassiveFlag = 0x20;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FlagsEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);

    private readonly UnixDevice _device;
    private readonly SlcanOptions _options;
    private readonly TimeProvider _time;
    private readonly ICanLinkOwner _owner;
    private readonly SlcanReader _reader = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Lock _gate = new();
    private readonly Queue<Command> _pending = new();
    private readonly byte[] _line = new byte[SlcanText.MaxLine + 1];
    private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;
    private int _lostAnswers;
    private volatile bool _isPassive;

    public SlcanLink(UnixDevice device, SlcanOptions options, TimeProvider time, ICanLinkOwner owner)
    {
        _device = device;
        _options = options;
        _time = time;
        _owner = owner;
        device.StartReading(this);
    }

    public CanBusState State => _isPassive ? CanBusState.ErrorPassive : CanBusState.ErrorActive;

    public Task<string> Ended => _ended.Task;

    /// <summary>Closes the channel in case that it is open, sets the bit rate and opens it.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        // Empty lines end whatever the adapter has of an earlier command; its answers to these are not waited for.
        await WriteAsync("\r\rC\r"u8.ToArray(), ct);
        await Task.Delay(Settle, _time, ct);
        await TellAsync($"S{_options.BitRateDigit}", $"sets the bit rate {_options.BitRate}", ct);
        await TellAsync("O", "opens the channel", ct);
        if (_options.Acknowledges) _watching = WatchAsync(_closing.Token);
    }

    public async ValueTask SendAsync(CanFrame frame, CancellationToken ct)
    {
        if (frame.IsError)
        {
            _owner.NotSent("an error frame cannot be sent");
            return;
        }

        while (_options.Acknowledges && !TryExpect(new Command('t', null)))
            if (!await WaitForAnswerAsync(ct)) GiveUp();
        var length = SlcanText.Write(_line, frame);
        if (!await WriteAsync(_line.AsMemory(0, length), ct)) _owner.NotSent($"{_options.Device} takes no more bytes");
        else if (!_options.Acknowledges) _owner.Sent();
    }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            if (_reader.Push(value, out var word)) Hear(word);
    }

    public bool MayGoOn(int error) => false;

    void IUnixReader.Ended(string why) => _ended.TrySetResult(why);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        _device.Write("C\r"u8, out _);
        await _device.DisposeAsync();
        _closing.Dispose();
        _writing.Dispose();
    }

    private void Hear(in SlcanWord word)
    {
        switch (word.Kind)
        {
            case SlcanWordKind.Frame:
                _owner.Received(word.Frame);
                break;
            case SlcanWordKind.Malformed:
                _owner.Malformed($"{_options.Device}: {word.Text}");
                break;
            case SlcanWordKind.Answer when word.Text![0] == 'F':
                if (byte.TryParse(word.Text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags)) _isPassive = (flags & ErrorPassiveFlag) != 0;
                Answer('F', isDone: true);
                break;
            case SlcanWordKind.Done or SlcanWordKind.Refused:
                Answer(null, word.Kind == SlcanWordKind.Done);
                break;
            default:
                break;
        }
    }

    /// <summary>Ends the oldest command; one that names itself ends those before it too, whose answers were lost.</summary>
    private void Answer(char? letter, bool isDone)
    {
        lock (_gate)
        {
            _lostAnswers = 0;
            while (_pending.TryDequeue(out var command))
            {
                if (letter is { } named && command.Letter != named) End(command, null);
                // A bare acknowledgement is no answer to F: the adapter has passed over that, and means the next command.
                else if (letter is null && isDone && command.Letter == 'F') End(command, false);
                else
                {
                    End(command, isDone);
                    break;
                }
            }

            Signal();
        }
    }

    private void End(Command command, bool? isDone)
    {
        command.Waiter?.TrySetResult(isDone ?? false);
        if (command.Letter != 't') return;
        if (isDone == true) _owner.Sent();
        else _owner.NotSent(isDone is null ? $"{_options.Device} did not answer a frame within {AnswerWithin.TotalMilliseconds} ms" : $"{_options.Device} refused a frame");
    }

    private void Signal()
    {
        _answered.TrySetResult();
        _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private bool TryExpect(Command command)
    {
        lock (_gate)
        {
            if (_pending.Count >= Window) return false;
            _pending.Enqueue(command);
            return true;
        }
    }

    /// <summary>All answers that are still out are lost. Too often in a row, and the adapter counts as gone.</summary>
    private void GiveUp()
    {
        lock (_gate)
        {
            while (_pending.TryDequeue(out var command)) End(command, null);
            if (++_lostAnswers >= LostAnswersAllowed) _ended.TrySetResult($"{_options.Device} has not answered {LostAnswersAllowed} times");
            Signal();
        }
    }

    private async Task<bool> WaitForAnswerAsync(CancellationToken ct)
    {
        Task answered;
        lock (_gate)
        {
            if (_pending.Count == 0) return true;
            answered = _answered.Task;
        }

        try
        {
            await answered.WaitAsync(AnswerWithin, _time, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>One command of the start; its answer must come.</summary>
    private async Task TellAsync(string command, string does, CancellationToken ct)
    {
        var waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_options.Acknowledges)
        {
            lock (_gate)
            {
                // What was still to come of an earlier command is not this one's answer.
                _pending.Clear();
                _pending.Enqueue(new Command(command[0], waiter));
            }
        }

        if (!await WriteAsync(Encoding.ASCII.GetBytes(command + "\r"), ct)) throw new CanBusException($"The adapter {_options.Device} takes no bytes.");
        if (!_options.Acknowledges) return;
        try
        {
            if (await waiter.Task.WaitAsync(AnswerWithin, _time, ct)) return;
        }
        catch (TimeoutException silence)
        {
            throw new CanBusException($"The adapter {_options.Device} does not answer the command {command}, which {does}; for one that never answers, give the option ack=0.", silence);
        }

        throw new CanBusException($"The adapter {_options.Device} refuses the command {command}, which {does}.");
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            while (!_ended.Task.IsCompleted)
            {
                await Task.Delay(FlagsEvery, _time, ct);
                var waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!TryExpect(new Command('F', waiter))) continue;
                await WriteAsync("F\r"u8.ToArray(), ct);
                if (await Task.WhenAny(waiter.Task, Task.Delay(AnswerWithin, _time, ct)) != waiter.Task) GiveUp();
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var waited = TimeSpan.Zero;
            while (true)
            {
                bytes = bytes[_device.Write(bytes.Span, out var error)..];
                if (bytes.IsEmpty) return true;
                if (error is not 0 and not LibC.Again)
                {
                    _ended.TrySetResult($"writing to {_options.Device}: {LibC.Describe(error)}");
                    return false;
                }

                if (waited >= AnswerWithin) return false;
                waited += RoomPause;
                await Task.Delay(RoomPause, _time, ct);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>A command without an answer yet.</summary>
    /// <param name="Letter">Its letter; <c>t</c> for all frames.</param>
    /// <param name="Waiter">Who waits for the answer; null: nobody.</param>
    private readonly record struct Command(char Letter, TaskCompletionSource<bool>? Waiter);
}
