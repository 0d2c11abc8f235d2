using Busbar.Wire.Can;

namespace Busbar.Links.Can.Devices;

/// <summary>What a link tells its bus; from any thread.</summary>
internal interface ICanLinkOwner
{
    /// <summary>A frame of another participant.</summary>
    void Received(in CanFrame frame);

    /// <summary>Input that was no frame.</summary>
    void Malformed(string what);

    /// <summary>The carrier has taken a frame of ours.</summary>
    void Sent();

    /// <summary>The carrier has not taken one; it is lost.</summary>
    void NotSent(string why);
}

/// <summary>A device that carries frames, from its opening until it goes away. Each return of the device is a new link.</summary>
internal interface ICanLink : IAsyncDisposable
{
    /// <summary>How the controller in the device stands; <see cref="CanBusState.Closed"/> does not occur.</summary>
    CanBusState State { get; }

    /// <summary>Done when the device has gone or fallen silent; says why.</summary>
    Task<string> Ended { get; }

    /// <summary>Puts the device on the bus.</summary>
    /// <exception cref="CanBusException">It does not go; says why.</exception>
    Task StartAsync(CancellationToken ct);

    /// <summary>Hands over one frame; what became of it is told to the owner. For one caller at a time.</summary>
    ValueTask SendAsync(CanFrame frame, CancellationToken ct);
}
