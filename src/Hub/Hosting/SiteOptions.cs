using Busbar.Hub.Settings;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Hosting;

/// <summary>Section <c>Site</c>: the site that this process controls.</summary>
public sealed record SiteOptions
{
    /// <summary>The site's file (docs/site.md). Default null: none, but in a demo with vehicles the built-in six guns.</summary>
    public string? File { get; init; }

    /// <summary>Port for SECCs in place of the file's, 0 to 65,535; 0 for a free one. Default null: the file's.</summary>
    public int? PepPort { get; init; }

    /// <summary>The plan; null when there is no file.</summary>
    /// <exception cref="SettingException">The port is out of its range.</exception>
    /// <exception cref="SiteFileException">The file cannot be used.</exception>
    internal SitePlan? Plan(bool builtIn)
    {
        if (PepPort is < 0 or > 65_535) throw new SettingException("Site:PepPort", $"{PepPort}", "a whole number from 0 to 65535 is needed, or null.");
        var plan = string.IsNullOrEmpty(File) ? (builtIn ? SixGuns() : null) : SitePlan.Load(File);
        return plan?.OnPepPort(PepPort);
    }

    private static SitePlan SixGuns()
    {
        using var example = typeof(SiteOptions).Assembly.GetManifestResourceStream("six-guns.json") ?? throw new InvalidOperationException("The six guns are not embedded in this build.");
        using var bytes = new MemoryStream();
        example.CopyTo(bytes);
        return SitePlan.Parse(bytes.ToArray(), "six-guns.json");
    }
}
