namespace Busbar.Cloud.Bus;

/// <summary>
/// The broker could not be reached, did not confirm, or nobody answered within the deadline. The message may or may not have had its effect: who
/// repeats it must be idempotent, as stations and the store are.
/// </summary>
public sealed class BusUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
