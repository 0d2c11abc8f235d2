namespace Busbar.Cloud.Bus;

/// <summary>Carries changes for the live view to other processes. What they mean is their two ends' matter. Thread safe.</summary>
public interface ILiveTransport
{
    /// <summary>Hands on one change, UTF-8 JSON. Never waits: under pressure the oldest are dropped and counted.</summary>
    void Publish(ReadOnlyMemory<byte> change);
}
