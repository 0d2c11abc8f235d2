using System.Globalization;

namespace Busbar.Plant.Configuration;

/// <summary>A site as its controller knows it: parts, wires and limits, from <c>site.json</c>. Everything is checked. Immutable; thread safe.</summary>
public sealed partial record SitePlan
{
    /// <summary>Identifier of the site, 1 to 48 letters, digits, <c>-</c>, <c>_</c> or <c>.</c></summary>
    public required string Id { get; init; }

    /// <summary>Name for people; the identifier when the file has none.</summary>
    public required string Name { get; init; }

    /// <summary>How power is divided: <c>exact</c>, <c>highest-demand-first</c>, <c>first-come</c>, <c>equal</c> or <c>priority</c>. Default exact.</summary>
    public required string Policy { get; init; }

    /// <summary>Most power from all modules together, W; null for no limit but theirs.</summary>
    public double? LimitW { get; init; }

    /// <summary>CAN buses.</summary>
    public required IReadOnlyList<BusPlan> Buses { get; init; }

    /// <summary>Feeders that modules hang on.</summary>
    public required IReadOnlyList<FeederPlan> Feeders { get; init; }

    /// <summary>Power modules; their places in the list are their numbers in the switch graph.</summary>
    public required IReadOnlyList<ModulePlan> Modules { get; init; }

    /// <summary>Guns, likewise.</summary>
    public required IReadOnlyList<GunPlan> Guns { get; init; }

    /// <summary>Names of busbars between contactors; none in a matrix.</summary>
    public required IReadOnlyList<string> Busbars { get; init; }

    /// <summary>Contactors; their places in the list are their numbers.</summary>
    public required IReadOnlyList<ContactorPlan> Contactors { get; init; }

    /// <summary>Where SECCs connect; null when the site has none.</summary>
    public PepPlan? Pep { get; init; }

    /// <summary>The central system that the site is a charge point of; null for none.</summary>
    public OcppPlan? Ocpp { get; init; }

    /// <summary>Guns over MQTT topics; null for none.</summary>
    public VesecPlan? Vesec { get; init; }

    /// <summary>The same with SECCs at another port; a site without SECCs stays as it is.</summary>
    /// <param name="port">0 to 65,535, 0 for a free one; null changes nothing.</param>
    public SitePlan OnPepPort(int? port) => port is { } p && Pep is { } pep ? this with { Pep = pep with { Port = p } } : this;

    /// <summary>The site in a line for people.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Modules.Count} modules with {Modules.Sum(m => m.MaxW) / 1000:0} kW on {Guns.Count} guns through {Contactors.Count} contactors, policy {Policy}, {(LimitW is { } limitW ? $"limit {limitW / 1000:0} kW" : "no limit of its own")}");
}

/// <summary>A CAN bus.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Address">Where it is: <c>memory:NAME</c>, <c>udp:GROUP:PORT</c>, <c>socketcan:can0</c> or <c>slcan:/dev/ttyX</c>.</param>
public sealed record BusPlan(string Id, string Address);

/// <summary>A feeder and its limit.</summary>
/// <param name="Id">Its name.</param>
/// <param name="LimitW">Most power of all modules on it, more than 0 W.</param>
/// <param name="Parent">The feeder that it hangs on; null: on the grid connection.</param>
public sealed record FeederPlan(string Id, double LimitW, string? Parent);

/// <summary>A power module.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Family">Protocol: <c>uugreen</c>, <c>infy</c>, <c>infy-beg</c> or <c>winline</c>.</param>
/// <param name="Bus">Name of its bus.</param>
/// <param name="Address">Its address there, 0 to 127 as its family allows.</param>
/// <param name="Group">Its group, 0 to 15.</param>
/// <param name="Serial">Serial number that must answer at the address; null for any.</param>
/// <param name="MaxW">Most power, more than 0 W.</param>
/// <param name="MaxA">Most current, more than 0 A.</param>
/// <param name="MinV">Lowest voltage, V.</param>
/// <param name="MaxV">Highest voltage, V.</param>
/// <param name="Feeder">The feeder that it hangs on; null: on the grid connection.</param>
public sealed record ModulePlan(string Id, string Family, string Bus, int Address, int Group, string? Serial, double MaxW, double MaxA, double MinV, double MaxV, string? Feeder)
{
    /// <summary>Most current back from the vehicle, A, as an amount; 0: it only charges.</summary>
    public double MaxDischargeA { get; init; }
}

/// <summary>A gun.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Path">Path of its SECC's WebSocket, such as <c>/GUN1</c>.</param>
/// <param name="Connector">Its OCPP connector, from 1.</param>
/// <param name="HasSecc">An SECC speaks for it; otherwise it is told over MQTT.</param>
/// <param name="MaxW">Most power, more than 0 W.</param>
/// <param name="MaxA">Most current of the gun, more than 0 A.</param>
/// <param name="CableMaxA">Most current of its cable, more than 0 A.</param>
/// <param name="MinV">Lowest voltage, V.</param>
/// <param name="MaxV">Highest voltage, V.</param>
/// <param name="Weight">Its share where power is scarce, more than 0; 1 for all is equal.</param>
/// <param name="Board">Its board: output contactor, isolation monitor, meter, CP and PP.</param>
public sealed record GunPlan(
    string Id, string Path, int Connector, bool HasSecc, double MaxW, double MaxA, double CableMaxA, double MinV, double MaxV, double Weight, BoardPlan Board)
{
    /// <summary>Most current out of a vehicle, A, as an amount; 0: it only charges.</summary>
    public double MaxDischargeA { get; init; }

    /// <summary>Most power out of a vehicle, W, as an amount; 0: it only charges.</summary>
    public double MaxDischargeW { get; init; }
}

/// <summary>An I/O board on a bus.</summary>
/// <param name="Bus">Name of the bus.</param>
/// <param name="Address">Its address there, 1 to 127.</param>
public sealed record BoardPlan(string Bus, int Address);

/// <summary>A contactor between two nodes: modules, guns or busbars.</summary>
/// <param name="Id">Its name.</param>
/// <param name="From">Name of one node.</param>
/// <param name="To">Name of the other.</param>
/// <param name="Board">The board that drives it.</param>
/// <param name="Output">Which output of the board, 0 to 31.</param>
public sealed record ContactorPlan(string Id, string From, string To, BoardPlan Board, int Output);

/// <summary>Where SECCs connect.</summary>
public sealed record PepPlan
{
    /// <summary>Port, 0 to 65,535; 0 for a free one. Default 8765.</summary>
    public int Port { get; init; } = 8765;

    /// <summary>Address to listen on. Default all.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>PEM file with the server's certificate and those of its issuers, from the folder of the site's file; with it SECCs connect to <c>wss://</c>. Null: <c>ws://</c>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with its private key; null: it stands in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }
}

/// <summary>The central system.</summary>
public sealed record OcppPlan
{
    /// <summary>Where it listens, <c>ws://</c> or <c>wss://</c>; the identity is appended.</summary>
    public required string Url { get; init; }

    /// <summary>Identity of the site as a charge point; null: the site's identifier.</summary>
    public string? Id { get; init; }

    /// <summary>Password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary><see cref="Admission"/>: everybody may charge.</summary>
    public const string Free = "free";

    /// <summary><see cref="Admission"/>: who charges is authorised first.</summary>
    public const string Authorised = "authorised";

    /// <summary>
    /// Who may charge: <c>authorised</c>, energy flows once the vehicle's identifier or a remote start has been accepted; <c>free</c>, a session's transaction begins by
    /// itself, without a question and without a connection. Default authorised.
    /// </summary>
    public string Admission { get; init; } = Authorised;

    /// <summary>With free admission the tag of vehicles that do not say who they are, 1 to 20 characters. Default <c>FREE</c>.</summary>
    public string FreeTag { get; init; } = "FREE";

    /// <summary>
    /// Values of OCPP configuration keys that differ from their defaults. <c>AllowOfflineTxForUnknownId: true</c> lets vehicles charge that nobody knows while the
    /// central system cannot be asked; <c>MeterValueSampleInterval</c> is in seconds.
    /// </summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Guns over MQTT: <c>vesec/{gun_id}/{soc,demand,status}/{device}</c>.</summary>
public sealed record VesecPlan
{
    /// <summary>The broker, <c>mqtt://</c>, <c>mqtts://</c>, <c>ws://</c> or <c>wss://</c>. Default <c>mqtt://127.0.0.1:1883</c>.</summary>
    public string Url { get; init; } = "mqtt://127.0.0.1:1883";

    /// <summary>User name at the broker; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Its password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>How long a demand counts without a refresh, s, 1 to 3,600; then its modules go back. Default 30.</summary>
    public double StaleAfterS { get; init; } = 30;

    /// <summary>The same as a duration.</summary>
    internal TimeSpan StaleAfter => TimeSpan.FromSeconds(StaleAfterS);

    /// <summary>Guns of a device; gun <c>n</c> of device <c>d</c> is the site's <c>(d - 1) * GunsPerDevice + n</c>. 1 or more, default 2 (systems' drawing).</summary>
    public int GunsPerDevice { get; init; } = 2;
}
