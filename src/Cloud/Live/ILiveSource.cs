namespace Busbar.Cloud.Live;

/// <summary>The other end of <see cref="ILiveFeed"/>: where screens listen. Thread safe.</summary>
public interface ILiveSource
{
    /// <summary>Calls back with every change from now on, on the thread that published it; the callback returns at once and does not throw. Dispose to end it.</summary>
    IDisposable Subscribe(Action<LiveEvent> onChange);

    /// <summary>Has the samples and messages of a station made as long as the result is not disposed. May be called several times for one station.</summary>
    IDisposable Watch(string stationId);
}
