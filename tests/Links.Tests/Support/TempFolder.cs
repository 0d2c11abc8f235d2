namespace Busbar.Links.Tests.Support;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("busbar-links-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
