using System.IO.Pipelines;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>The two ends of a connection within the process.</summary>
internal sealed class MemoryPipePair
{
    private static readonly PipeOptions Options = new(
        pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, minimumSegmentSize: 4096, useSynchronizationContext: false);

    private readonly Pipe _up = new(Options);
    private readonly Pipe _down = new(Options);

    public MemoryPipePair()
    {
        Server = new End(_up.Reader, _down.Writer);
        Client = new End(_down.Reader, _up.Writer);
    }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    /// <summary>Cuts the connection for both ends.</summary>
    public void Abort()
    {
        _up.Reader.CancelPendingRead();
        _down.Writer.CancelPendingFlush();
        _up.Writer.CancelPendingFlush();
        _down.Reader.CancelPendingRead();
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
