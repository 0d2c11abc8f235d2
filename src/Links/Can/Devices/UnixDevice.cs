using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Busbar.Links.Can.Devices;

/// <summary>Who takes what a <see cref="UnixDevice"/> reads; called by its thread alone. Take and return.</summary>
internal interface IUnixReader
{
    /// <summary>Bytes, or one datagram.</summary>
    void Take(ReadOnlySpan<byte> bytes);

    /// <summary>Whether reading may go on after this error number.</summary>
    bool MayGoOn(int error);

    /// <summary>Nothing more will come; why.</summary>
    void Ended(string why);
}

/// <summary>
/// A device of the system by its descriptor, which does not block: written to by one caller, read by a thread of its own, since neither terminals nor CAN
/// sockets can be waited for otherwise.
/// </summary>
internal sealed class UnixDevice : IAsyncDisposable
{
    private const int BufferBytes = 4096;

    private readonly string _name;
    private readonly SafeFileHandle _wake = LibC.NewEvent();
    private readonly TaskCompletionSource _readEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isReading;

    /// <param name="handle">The descriptor; this owns it.</param>
    /// <param name="name">For errors and the thread.</param>
    public UnixDevice(SafeFileHandle handle, string name)
    {
        Handle = handle;
        _name = name;
    }

    public SafeFileHandle Handle { get; }

    /// <summary>Starts to read. Once.</summary>
    public void StartReading(IUnixReader reader)
    {
        _isReading = true;
        new Thread(() => Read(reader)) { IsBackground = true, Name = _name }.Start();
    }

    /// <summary>Writes as much as there is room for.</summary>
    /// <param name="bytes">What.</param>
    /// <param name="error">Error number; 0: none. <see cref="LibC.Again"/>: no room now.</param>
    /// <returns>Bytes that were written.</returns>
    public int Write(ReadOnlySpan<byte> bytes, out int error)
    {
        while (true)
        {
            var written = LibC.Write(Handle, bytes, bytes.Length);
            error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error != LibC.Interrupted) return (int)Math.Max(written, 0);
        }
    }

    /// <summary>Ends the reader and closes the descriptor.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isReading)
        {
            LibC.Write(_wake, BitConverter.GetBytes(1L), sizeof(long));
            await _readEnded.Task;
        }

        Handle.Dispose();
        _wake.Dispose();
    }

    private void Read(IUnixReader reader)
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        Span<LibC.PollEntry> entries =
        [
            new() { File = (int)Handle.DangerousGetHandle(), Events = LibC.PollIn },
            new() { File = (int)_wake.DangerousGetHandle(), Events = LibC.PollIn },
        ];
        var why = "";
        while (why.Length == 0 && entries[1].Found == 0)
        {
            if (LibC.Poll(entries, (nuint)entries.Length, -1) < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error != LibC.Interrupted) why = $"waiting for {_name}: {LibC.Describe(error)}";
                continue;
            }

            if (entries[0].Found != 0) why = ReadOnce(reader, buffer);
        }

        if (why.Length > 0) reader.Ended(why);
        _readEnded.SetResult();
    }

    private string ReadOnce(IUnixReader reader, Span<byte> buffer)
    {
        var count = LibC.Read(Handle, buffer, buffer.Length);
        if (count > 0)
        {
            reader.Take(buffer[..(int)count]);
            return "";
        }

        if (count == 0) return $"{_name} has gone away";
        var error = Marshal.GetLastPInvokeError();
        return error is LibC.Interrupted or LibC.Again || reader.MayGoOn(error) ? "" : $"reading from {_name}: {LibC.Describe(error)}";
    }
}
