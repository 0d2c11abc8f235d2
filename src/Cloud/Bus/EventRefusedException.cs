using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus;

/// <summary>The CMS does not take a station's event: it is not accepted here. The gateway answers the station with this fault; nothing was kept.</summary>
public sealed class EventRefusedException(OcppFault fault) : Exception(fault.Text)
{
    /// <summary>What becomes a CALLERROR.</summary>
    public OcppFault Fault { get; } = fault;
}
