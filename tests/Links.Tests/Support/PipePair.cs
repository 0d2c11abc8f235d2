using System.Buffers;
using System.IO.Pipelines;
using Busbar.Tests;

namespace Busbar.Links.Tests.Support;

/// <summary>Two ends of a byte stream in memory.</summary>
internal sealed class PipePair
{
    /// <summary>Opens a stream that takes <paramref name="capacityBytes"/> in each direction before its writer has to wait.</summary>
    public PipePair(int capacityBytes = 65536)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacityBytes, resumeWriterThreshold: capacityBytes / 2, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        Server = new End(up.Reader, down.Writer);
        Client = new End(down.Reader, up.Writer);
    }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

internal static class PipeExtensions
{
    public static async Task SendAsync(this IDuplexPipe end, params byte[] bytes)
    {
        end.Output.Write(bytes);
        await end.Output.FlushAsync();
    }

    /// <summary>Reads exactly <paramref name="count"/> bytes.</summary>
    public static async Task<byte[]> ReceiveAsync(this IDuplexPipe end, int count)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        var result = await end.Input.ReadAtLeastAsync(count, deadline.Token);
        Assert.True(result.Buffer.Length >= count, $"The stream ended after {result.Buffer.Length} of {count} bytes.");
        var bytes = result.Buffer.Slice(0, count).ToArray();
        end.Input.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }
}
