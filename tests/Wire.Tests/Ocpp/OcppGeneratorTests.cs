using System.Diagnostics;
using Busbar.Tests;
using Busbar.Tools.OcppGen;

namespace Busbar.Wire.Tests.Ocpp;

public sealed class OcppGeneratorTests
{
    [Fact]
    public void The_schemas_of_later_versions_are_understood()
    {
        Assert.Equal(64, Generate("2.0.1", "data/ocpp/2.0.1").Keys.Count(f => !f.StartsWith("Common/", StringComparison.Ordinal)) - 1);
        Assert.Equal(91, Generate("2.1", "data/ocpp/2.1").Keys.Count(f => !f.StartsWith("Common/", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public void The_committed_code_is_what_the_generator_writes_byte_for_byte()
    {
        var home = Path.Combine(Repo.Root, "src", "Wire", "Ocpp", "V16");
        var generated = Generate("1.6", "data/ocpp/1.6", "data/ocpp/1.6-security");
        var committed = Directory.EnumerateFiles(home, "*.cs", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(home, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(generated.Keys, committed);
        Assert.All(generated, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(home, file.Key))));
    }

    [Fact]
    public async Task The_code_of_later_versions_compiles_beside_the_first()
    {
        if (Environment.GetEnvironmentVariable("BUSBAR_SLOW_TESTS") != "1") Assert.Skip("Builds a project; set BUSBAR_SLOW_TESTS=1 to run it.");
        var folder = Path.Combine(Path.GetTempPath(), $"busbar-ocppgen-{Guid.NewGuid():N}");
        try
        {
            OutputFolder.Replace(Path.Combine(folder, "V201"), Generate("2.0.1", "data/ocpp/2.0.1"));
            OutputFolder.Replace(Path.Combine(folder, "V21"), Generate("2.1", "data/ocpp/2.1"));
            File.WriteAllText(Path.Combine(folder, "Later.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                  </PropertyGroup>
                  <ItemGroup>
                    <Compile Include="{Path.Combine(Repo.Root, "src", "Wire", "Ocpp")}/**/*.cs" />
                  </ItemGroup>
                </Project>
                """);
            var (exitCode, output) = await Build(folder);
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"^x"}},"additionalProperties":false}""", "PingRequest.a uses the keyword pattern, which is not supported.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","format":"email"}},"additionalProperties":false}""", "PingRequest.a has the format email, which is not supported.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"tuple"}},"additionalProperties":false}""", "PingRequest.a has type tuple, which is not supported.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","enum":["x-y","xY"]}},"additionalProperties":false}""", "PingA has two members XY.")]
    public void A_schema_that_says_something_unknown_is_refused(string schema, string text)
    {
        var folder = Directory.CreateTempSubdirectory("busbar-ocppgen-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Ping.json"), schema);
            Assert.Equal(text, Assert.Throws<SchemaException>(() => Emit("1.6", folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyDictionary<string, string> Generate(string version, params string[] folders) => Emit(version, Array.ConvertAll(folders, Repo.Shared));

    private static IReadOnlyDictionary<string, string> Emit(string version, params string[] folders)
    {
        Assert.True(Edition.TryFind(version, out var edition));
        return new Emitter(edition, new SchemaReader(edition).Read(folders)).Emit();
    }

    private static async Task<(int ExitCode, string Output)> Build(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "--nologo", "-v", "q", "-m:1", "-p:NuGetAudit=false", "-nodeReuse:false"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(5));
        var output = await build.StandardOutput.ReadToEndAsync(timeout.Token);
        await build.WaitForExitAsync(timeout.Token);
        return (build.ExitCode, output);
    }
}
