using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Links.Tests.Can;

/// <summary>What a subscription has heard.</summary>
internal static class HeardFrames
{
    /// <summary>The next frames, as many as are asked for, or a failure when they do not come.</summary>
    public static async Task<List<CanFrame>> TakeAsync(this CanSubscription lane, int count)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        var frames = new List<CanFrame>();
        while (frames.Count < count)
        {
            Assert.True(await lane.WaitToReadAsync(deadline.Token));
            while (frames.Count < count && lane.TryRead(out var received)) frames.Add(received.Frame);
        }

        return frames;
    }
}
