using Busbar.Core.Safety;

namespace Busbar.Plant.Modules;

/// <summary>One power module of a bus, as <c>site.json</c> describes it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Family"><c>uugreen</c>, <c>infy</c>, <c>infy-beg</c> or <c>winline</c> (<see cref="ModuleFamilies"/>).</param>
/// <param name="Address">Its address on the bus, within what its family allows.</param>
/// <param name="Envelope">What it can drive. The driver never sends more than this, whatever it is told.</param>
/// <param name="Group">Its group; 0 to what its family allows. Default 0.</param>
/// <param name="Serial">The serial number that must answer at the address; null for any. Case and surrounding blanks do not matter.</param>
public sealed record ModuleConfig(string Id, string Family, int Address, ModuleEnvelope Envelope, int Group = 0, string? Serial = null);
