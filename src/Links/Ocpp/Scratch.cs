using System.Buffers;

namespace Busbar.Links.Ocpp;

/// <summary>One reused buffer per thread in which frames are written before they go to a socket.</summary>
internal static class Scratch
{
    private const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_spare;

    /// <summary>An empty buffer; give it back on the same thread.</summary>
    public static ArrayBufferWriter<byte> Rent()
    {
        var writer = s_spare ?? new ArrayBufferWriter<byte>(1024);
        s_spare = null;
        return writer;
    }

    /// <summary>Gives a buffer back.</summary>
    public static void Return(ArrayBufferWriter<byte> writer)
    {
        if (writer.Capacity > MaxKeptBytes) return;
        writer.ResetWrittenCount();
        s_spare = writer;
    }
}
