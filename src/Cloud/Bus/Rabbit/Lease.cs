using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>A channel that tells when it has ended, and is closed without a word when it is disposed.</summary>
internal sealed class Lease : IAsyncDisposable
{
    /// <summary>How long a broker that hangs may take to close a channel.</summary>
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ended;

    private Lease(IChannel channel, CancellationTokenSource ended) => (Channel, _ended, Ended) = (channel, ended, ended.Token);

    /// <summary>The channel. One task at a time writes to it.</summary>
    public IChannel Channel { get; }

    /// <summary>Fires when the broker or we closed the channel, when its connection ended, or when the token of <see cref="OpenAsync"/> fired.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Opens a channel; its consumers are called one delivery at a time, in order.</summary>
    /// <param name="confirms">Publications are confirmed; the caller counts them.</param>
    public static async Task<Lease> OpenAsync(IConnection connection, CancellationToken ct, bool confirms = false)
    {
        var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var options = new CreateChannelOptions(confirms, publisherConfirmationTrackingEnabled: false, null, consumerDispatchConcurrency: 1);
            var channel = await connection.CreateChannelAsync(options, ct);
            channel.ChannelShutdownAsync += (_, _) => EndAsync(ended);
            if (channel.IsClosed) await ended.CancelAsync();
            return new Lease(channel, ended);
        }
        catch
        {
            ended.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First of all: closing waits for consumers, and they may wait for this. The client does not heed a token here, and waits for its ContinuationTimeout.
        await _ended.CancelAsync();
        try
        {
            if (Channel.IsOpen) await Channel.AbortAsync(CancellationToken.None).WaitAsync(CloseWait);
            await Channel.DisposeAsync().AsTask().WaitAsync(CloseWait);
        }
        catch (Exception)
        {
            // The channel or its connection is gone, or goes with the connection.
        }
        finally
        {
            _ended.Dispose();
        }
    }

    private static async Task EndAsync(CancellationTokenSource ended)
    {
        try
        {
            await ended.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The lease has ended before its channel's last word.
        }
    }
}
