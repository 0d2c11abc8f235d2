namespace Busbar.Plant.Ocpp;

/// <summary>Who may charge at a site with a central system.</summary>
/// <param name="IsFree">Everybody: the transaction of a session begins by itself.</param>
/// <param name="FreeTag">Tag of a vehicle that does not say who it is, where everybody may charge; 1 to 20 characters.</param>
internal sealed record Admission(bool IsFree, string FreeTag);
