namespace Busbar.Cloud.Bus.Format;

/// <summary>A message of the bus cannot be read; the text names the field, its value and what is allowed.</summary>
public sealed class BusFormatException(string message, Exception? inner = null) : Exception(message, inner);
