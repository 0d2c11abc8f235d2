namespace Busbar.Cloud.Bus;

/// <summary>A worker took the call and failed over it; the text is the worker's. What an exception of the CMS is in one process.</summary>
public sealed class CmsFailedException(string message) : Exception(message);
