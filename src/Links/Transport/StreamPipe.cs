using System.IO.Pipelines;

namespace Busbar.Links.Transport;

/// <summary>A stream, TLS for example, as a pipe. Waits without a buffer.</summary>
internal sealed class StreamPipe(Stream stream) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

    public PipeWriter Output { get; } = PipeWriter.Create(stream);
}
