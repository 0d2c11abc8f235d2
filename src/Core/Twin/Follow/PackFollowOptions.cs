using System.Globalization;

namespace Busbar.Core.Twin.Follow;

/// <summary>How far into a pack its telemetry lets one see.</summary>
public enum PackSight
{
    /// <summary>Strings whose currents are not measured: all cells are taken as one mean cell, for how the current divides is not known.</summary>
    Whole,

    /// <summary>The current of every string, and the pack's voltage: a mean cell for each string.</summary>
    Strings,

    /// <summary>The current of every string, and the voltage of every group of cells in parallel: each group by itself.</summary>
    Groups,
}

/// <summary>A pack to be followed: how it is wired, and how each cell of it is followed. Immutable.</summary>
public sealed record PackFollowOptions
{
    private const int MostGroups = 10_000;

    /// <summary>How a cell is followed: its set, its health as far as it is known, its sensors.</summary>
    public required FollowOptions Each { get; init; }

    /// <summary>Groups in series in a string, 1 to 1,000.</summary>
    public required int Series { get; init; }

    /// <summary>Cells in parallel in a group, 1 to 1,000; default 1.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Strings in parallel, 1 to 100; default 1.</summary>
    public int Strings { get; init; } = 1;

    /// <summary>Between a cell's tab and its group's bar, ohm, 0 to 1; default 0.1 milliohm, as in <see cref="Packs.PackOptions.TabOhm"/>.</summary>
    public double TabOhm { get; init; } = 1e-4;

    /// <summary>Busbar from one group to the next, ohm, 0 to 1; default 0.05 milliohm. It counts where groups are not measured.</summary>
    public double BarOhm { get; init; } = 5e-5;

    /// <summary>Contactors, fuse and cable of a string, ohm, 0 to 10; default 1 milliohm. It counts where groups are not measured.</summary>
    public double ContactorOhm { get; init; } = 1e-3;

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static PackFollowOptions Checked(PackFollowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FollowOptions.Checked(options.Each);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; allowed: {low} to {high}, {reason}."), nameof(options));
        }
        Within(nameof(Series), options.Series, 1, 1000, "groups in series");
        Within(nameof(Parallel), options.Parallel, 1, 1000, "cells in parallel in a group");
        Within(nameof(Strings), options.Strings, 1, 100, "strings in parallel");
        Within($"{nameof(Series)} times {nameof(Strings)}", options.Series * options.Strings, 1, MostGroups, "for more take several packs");
        Within(nameof(TabOhm), options.TabOhm, 0, 1, "with more the cell is not connected");
        Within(nameof(BarOhm), options.BarOhm, 0, 1, "with more the group is not connected");
        Within(nameof(ContactorOhm), options.ContactorOhm, 0, 10, "with more the string is not connected");
        return options;
    }
}
