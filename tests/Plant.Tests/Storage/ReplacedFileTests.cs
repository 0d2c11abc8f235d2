using System.Text;
using Busbar.Plant.Storage;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Storage;

public sealed class ReplacedFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("busbar-replaced");
    private readonly List<Exception> _failures = [];

    private string File => Path.Combine(_folder.FullName, "in", "it");

    private static void WriteText(Stream file, string text) => file.Write(Encoding.UTF8.GetBytes(text));

    private ReplacedFile<string> New(Action<Stream, string>? write = null, bool isSecret = false) => new(File, write ?? WriteText, isSecret, _failures.Add);

    [Fact]
    public async Task The_newest_of_many_stays_and_nothing_is_left_beside()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await using (var file = New())
            for (var i = 0; i < 500; i++) file.Write($"{i}");
        Assert.Equal("499", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_writing_that_fails_leaves_the_old_one_whole()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await using (var file = New()) file.Write("old");
        await using (var file = New(static (stream, _) =>
        {
            WriteText(stream, "half");
            throw new IOException("disk full");
        })) file.Write("new");
        Assert.Equal("old", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
        Assert.Equal("disk full", Assert.Single(_failures).Message);
    }

    [Fact]
    public async Task Failures_in_a_row_are_told_once_and_the_next_value_is_written_when_the_disk_is_back()
    {
        await using (var file = New())
        {
            for (var i = 0; i < 3; i++) file.Write($"{i}");
            await Until.TrueAsync(() => _failures.Count > 0, "the failure is told");
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            file.Write("back");
        }

        Assert.Single(_failures);
        Assert.Equal("back", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_error_of_any_kind_does_not_end_the_writing()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await using var file = New(static (stream, text) =>
        {
            if (text == "bad") throw new InvalidOperationException("cannot be written");
            WriteText(stream, text);
        });
        file.Write("bad");
        await Until.TrueAsync(() => _failures.Count > 0, "the failure is told");
        file.Write("good");
        await file.DisposeAsync();
        Assert.Equal("good", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows()) throw Xunit.Sdk.SkipException.ForSkip("Windows has no such modes.");
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await using (var file = New(isSecret: true)) file.Write("x");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
