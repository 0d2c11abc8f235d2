using System.Diagnostics;
using System.Globalization;
using Busbar.Lab.Sites;

namespace Busbar.Bench.Site.Serving;

/// <summary>The simulated world on a thread of its own, so that what it costs can be told from what is measured.</summary>
internal sealed class WorldThread : IDisposable
{
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(5), MostCatchUp = TimeSpan.FromMilliseconds(200);

    private readonly ManualResetEventSlim _stop = new();
    private readonly LabSite _lab;
    private readonly Action _vehicles;
    private readonly Thread _thread;
    private string _statFile = "";
    private long _bytes;

    public WorldThread(LabSite lab, Action vehicles)
    {
        (_lab, _vehicles) = (lab, vehicles);
        _thread = new Thread(Run) { IsBackground = true, Name = "world" };
        _thread.Start();
    }

    /// <summary>CPU time so far, ms; in steps of 10 ms, as the kernel counts.</summary>
    public double CpuMs
    {
        get
        {
            if (_statFile.Length == 0) return 0;
            var stat = File.ReadAllText(_statFile);
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 10.0;
        }
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Time that the world could not follow.</summary>
    public TimeSpan Lost { get; private set; }

    /// <summary>The longest time at a stretch in which it did not run.</summary>
    public TimeSpan LongestStall { get; private set; }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join(TimeSpan.FromSeconds(5));
        _stop.Dispose();
    }

    private void Run()
    {
        if (OperatingSystem.IsLinux()) _statFile = $"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/stat";
        var last = Stopwatch.GetTimestamp();
        var owed = TimeSpan.Zero;
        while (!_stop.Wait(StepTime))
        {
            var now = Stopwatch.GetTimestamp();
            owed += Stopwatch.GetElapsedTime(last, now);
            last = now;
            if (owed > MostCatchUp)
            {
                Lost += owed - MostCatchUp;
                if (owed > LongestStall) LongestStall = owed;
                owed = MostCatchUp;
            }

            for (; owed >= StepTime; owed -= StepTime)
            {
                _vehicles();
                _lab.Step(StepTime);
            }

            Interlocked.Exchange(ref _bytes, GC.GetAllocatedBytesForCurrentThread());
        }
    }
}
