using Busbar.Hub.Settings;

namespace Busbar.Hub.Hosting;

/// <summary>Section <c>Site</c>: the site that this process controls.</summary>
public sealed record SiteOptions
{
    /// <summary>The site's file (docs/site.md). Default null: none, but in a demo with vehicles the built-in six guns.</summary>
    public string? File { get; init; }
}

/// <summary>Section <c>Pep</c>: where the site's SECCs connect.</summary>
public sealed record PepOptions
{
    /// <summary>Port in place of the one in the site's file, 0 to 65,535; 0 for a free one. Default null: the file's.</summary>
    public int? Port { get; init; }

    /// <exception cref="SettingException">The port is out of its range.</exception>
    internal void Validate()
    {
        if (Port is < 0 or > 65_535) throw new SettingException("Pep:Port", $"{Port}", "a whole number from 0 to 65535 is needed, or null.");
    }
}
