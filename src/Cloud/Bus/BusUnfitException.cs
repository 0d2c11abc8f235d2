namespace Busbar.Cloud.Bus;

/// <summary>The broker was reached but cannot be used as the settings say. The text names the key, its value and what is allowed. Trying again does not help.</summary>
public sealed class BusUnfitException(string message, Exception? inner = null) : Exception(message, inner);
