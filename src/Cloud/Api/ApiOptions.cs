namespace Busbar.Cloud.Api;

/// <summary>Settings of the HTTP side, section <c>Http</c>. Immutable; read once at start. <see cref="Validate"/> says what is wrong with them.</summary>
public sealed record ApiOptions
{
    /// <summary>Demo mode: requests from this machine need no login and are user "demo" with role admin. Default false.</summary>
    public bool Demo { get; init; }

    /// <summary>Folder that outlives the process; the keys of the login cookies are kept in its sub-folder <c>keys</c>, or in the database where processes share one. Default <c>data</c>.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Folder with the built console (<c>index.html</c> and <c>assets/</c>); null for <c>wwwroot</c> beside the program.</summary>
    public string? ConsoleFolder { get; init; }

    /// <summary>
    /// Origins, such as <c>https://ops.example.com</c>, whose pages may change things here although the Host header that reaches us differs,
    /// as behind a proxy that rewrites it. Default none: only our own pages may.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Proxies, as addresses or networks such as <c>10.0.0.0/8</c>, whose <c>X-Forwarded-For</c> tells who asks: failed logins are counted by that address.
    /// Default none: everybody behind a proxy counts as one.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>How long a login lasts without use; every use renews it. 1 min to 30 days, default 12 h.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How often the live view sends what changed, 50 ms to 10 s; default 250 ms. What changes more often is sent in its latest state.</summary>
    public TimeSpan LiveInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long an API process apart from gateway and CMS serves on after it was asked to stop: not ready from that moment, so that whoever distributes connections
    /// sends nobody new. 0 to 5 min, default 5 s.
    /// </summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tells the port that stations connect to; its result is null while the gateway does not listen. Asked per request, from any thread.</summary>
    public Func<int?> OcppPort { get; init; } = static () => null;

    /// <summary>What is wrong, a sentence each, naming the key, the value and what is allowed; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (DataFolder.Length == 0) faults.Add("Data is empty; allowed: the path of a folder.");
        Range(faults, nameof(SessionLifetime), SessionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Range(faults, nameof(LiveInterval), LiveInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
        Range(faults, nameof(DrainDelay), DrainDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
            faults.Add($"Http:AllowedOrigins has {Problems.Quote(origin)}; allowed: a scheme and a host without a path, such as https://ops.example.com.");
        foreach (var proxy in TrustedProxies.Where(proxy => !Gateway.TrustedProxies.IsNetwork(proxy)))
            faults.Add($"Http:TrustedProxies has {Problems.Quote(proxy)}; allowed: addresses such as 10.0.0.7, and networks such as 10.0.0.0/8.");
        return faults;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && text.TrimEnd('/').Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private static void Range(List<string> faults, string key, TimeSpan value, TimeSpan from, TimeSpan to)
    {
        if (value < from || value > to) faults.Add($"Http:{key} is {value}; allowed: {from} to {to}.");
    }
}
