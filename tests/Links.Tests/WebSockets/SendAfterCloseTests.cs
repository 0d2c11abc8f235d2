using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Tests;

namespace Busbar.Links.Tests.WebSockets;

public sealed class SendAfterCloseTests
{
    [Fact]
    public async Task A_sender_that_waited_behind_the_close_frame_gives_way_to_the_end_of_the_connection()
    {
        var pair = new PipePair(capacityBytes: 1024);
        var server = new WebSocketConnection(pair.Server, WebSocketRole.Server, null, TimeProvider.System);
        var blocked = server.SendAsync(new byte[4096], WebSocketMessageType.Binary).AsTask();
        var close = server.CloseAsync(WebSocketCloseCode.GoingAway, "enough").AsTask();
        var late = server.SendAsync(new byte[10], WebSocketMessageType.Binary).AsTask();
        Assert.False(blocked.IsCompleted);

        // The peer reads everything: the message leaves, then the close frame, and then there is nothing more to send.
        var result = await pair.Client.Input.ReadAtLeastAsync(4096);
        pair.Client.Input.AdvanceTo(result.Buffer.End);
        Assert.True(await blocked.SoonAsync());
        await close.SoonAsync();
        Assert.False(await late.SoonAsync());
        await server.DisposeAsync().AsTask().SoonAsync();
    }
}
