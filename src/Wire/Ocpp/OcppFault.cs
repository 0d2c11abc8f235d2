namespace Busbar.Wire.Ocpp;

/// <summary>Why a frame or payload was refused: what a CALLERROR needs. A value, never an exception.</summary>
/// <param name="Code">The code of the CALLERROR; <see cref="OcppErrorCodes.Spell"/> gives a version's spelling.</param>
/// <param name="Path">Where in the payload, such as <c>meterValue[0].sampledValue[0].unit</c>; empty for the payload or the frame as a whole.</param>
/// <param name="Text">A sentence that names the field, the value (shortened) and what is allowed.</param>
public sealed record OcppFault(OcppErrorCode Code, string Path, string Text);
