namespace Busbar.Bench.Site.Serving;

/// <summary>What a server's process has used since its start.</summary>
/// <param name="CpuMs">CPU time of the whole process, ms.</param>
/// <param name="WorldCpuMs">Of it the simulated world's thread, ms.</param>
/// <param name="Bytes">Allocated, bytes.</param>
/// <param name="WorldBytes">Of it by the simulated world's thread, bytes.</param>
internal sealed record Spent(double CpuMs, double WorldCpuMs, long Bytes, long WorldBytes)
{
    public Spent Since(Spent before) => new(CpuMs - before.CpuMs, WorldCpuMs - before.WorldCpuMs, Bytes - before.Bytes, WorldBytes - before.WorldBytes);
}
