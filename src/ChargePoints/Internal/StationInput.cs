using Busbar.Links.Ocpp;
using Busbar.Wire.Ocpp;

namespace Busbar.ChargePoints.Internal;

/// <summary>What reaches the loop of a charge point.</summary>
internal abstract record StationInput;

/// <summary>A connection is open.</summary>
internal sealed record LinkUp(OcppConnection Connection) : StationInput;

/// <summary>A connection has ended.</summary>
internal sealed record LinkDown(OcppConnection Connection) : StationInput;

/// <summary>The central system calls and waits for the answer.</summary>
internal sealed record Called(OcppRequest Request, MessageId Id, TaskCompletionSource<OcppAnswer> Answer) : StationInput;

/// <summary>An answer is in the socket: what was put off until then may follow.</summary>
internal sealed record AnswerSent(MessageId Id) : StationInput;

/// <summary>Our call has ended.</summary>
internal sealed record CallDone(long Ticket, CallResult Outcome) : StationInput;

/// <summary>The hardware has noticed something.</summary>
internal sealed record Happened(HardwareEvent Event) : StationInput;
